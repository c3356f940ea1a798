package ai.lacuna.workflow.run;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.workflow.FinishedRun.Outcome;
import ai.lacuna.workflow.FinishedRun.Status;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.store.Artifact;
import ai.lacuna.workflow.store.ArtifactStore;
import ai.lacuna.workflow.store.Lease;
import ai.lacuna.workflow.store.Lookup;
import ai.lacuna.workflow.store.Manifest;
import ai.lacuna.workflow.store.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brings one stage's artifact about: finds it in the store, or makes it. */
final class StageRun {

  private static final long POLL_MILLIS = 500;

  private final ArtifactStore store;
  private final RunSettings settings;
  private final RunListener listener;
  private final WorkflowPlan.Step step;
  private final Map<String, Artifact> inputs;
  private final Manifest.Ingredients ingredients;
  private final Stage stage;
  private final String id;
  private final long startNanos = System.nanoTime();
  private int attempts;

  StageRun(
      ArtifactStore store,
      RunSettings settings,
      RunListener listener,
      WorkflowPlan.Step step,
      Map<String, Artifact> inputs) {
    this.store = store;
    this.settings = settings;
    this.listener = listener;
    this.step = step;
    this.inputs = inputs;
    this.stage = step.spec().stage();
    this.id = step.spec().id();
    Map<String, Manifest.Parent> parents = new TreeMap<>();
    inputs.forEach(
        (role, a) -> parents.put(role, new Manifest.Parent(a.kind(), a.fingerprint(), a.digest())));
    this.ingredients = step.ingredients(parents);
  }

  /** The artifact, and how it came about. */
  record Result(Artifact artifact, Outcome outcome) {}

  Result run() throws IOException, InterruptedException {
    Artifact cached = usable(Report.YES);
    if (cached != null) {
      return result(cached, Status.CACHED);
    }
    WorkFolder work = store.workFolder(stage.kind(), step.fingerprint());
    try (Lease lease = lease(work)) {
      // Whoever held the lease before may have made it.
      cached = usable(Report.NO);
      if (cached != null) {
        store.discard(work);
        return result(cached, Status.CACHED);
      }
      Artifact made = make(work, lease);
      store.discard(work);
      return result(made, Status.RAN);
    }
  }

  private enum Report {
    YES,
    NO
  }

  private @Nullable Artifact usable(Report report) throws IOException {
    Lookup lookup = store.find(stage.kind(), step.fingerprint());
    if (lookup instanceof Lookup.Found found) {
      // A parent that was made again with other content makes this one stale at the same address.
      return found.artifact().manifest().ingredients().inputs().equals(ingredients.inputs())
          ? found.artifact()
          : null;
    } else if (lookup instanceof Lookup.Broken broken && report == Report.YES) {
      listener.broken(id, broken.reasons());
    }
    return null;
  }

  private Lease lease(WorkFolder work) throws IOException, InterruptedException {
    String waitingFor = "";
    while (true) {
      Lease.Attempt attempt = store.tryLease(work);
      if (attempt instanceof Lease.Taken taken) {
        return taken.lease();
      } else if (attempt instanceof Lease.Held held && !held.by().toString().equals(waitingFor)) {
        waitingFor = held.by().toString();
        listener.waiting(id, waitingFor);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private Artifact make(WorkFolder work, Lease lease) throws IOException, InterruptedException {
    String started = now();
    work.prepare(ingredients);
    step.spec().warnings().forEach(warning -> listener.warned(id, warning));
    while (true) {
      attempts++;
      Files.deleteIfExists(work.failure());
      Files.deleteIfExists(work.progress());
      listener.started(
          id, attempts, work.hasLeftovers() ? RunListener.Start.RESUMED : RunListener.Start.FRESH);
      try (ProgressWatch watch = new ProgressWatch(work, stage, s -> tell(s))) {
        watch.start();
        new StageAttempt(settings, step, inputs, work).run();
        Map<String, String> provenance = new TreeMap<>(Host.facts());
        provenance.putAll(facts(work));
        provenance.put("started", started);
        provenance.put("finished", now());
        provenance.put("attempts", Integer.toString(attempts));
        return store.publish(
            work,
            lease,
            stage.kind(),
            id,
            ingredients,
            step.spec().unhashed(),
            this::isRecord,
            provenance);
      } catch (Exception e) {
        LacunaException failure = Failure.understand(id, work.failure(), e);
        boolean last = attempts > settings.retries() || Interruption.isRequested();
        if (last || !Failure.isWorthRetrying(failure)) {
          throw failure;
        }
        listener.retrying(id, attempts, failure);
      }
      Thread.sleep(settings.pause().toMillis());
    }
  }

  private void tell(ProgressFile.Snapshot s) {
    listener.progress(id, s.done(), s.total(), s.unit(), s.detail());
  }

  private boolean isRecord(String path) {
    return stage.records().stream()
        .anyMatch(r -> r.endsWith("/") ? path.startsWith(r) : path.equals(r));
  }

  private static Map<String, String> facts(WorkFolder work) throws IOException {
    Map<String, String> facts = new TreeMap<>();
    try (Stream<Path> files = Files.list(work.facts())) {
      for (Path file : files.toList()) {
        String key = String.valueOf(file.getFileName());
        if (!key.startsWith(".")) {
          facts.put(key, Files.readString(file));
        }
      }
    }
    return facts;
  }

  private Result result(Artifact artifact, Status status) {
    String warning = artifact.manifest().provenance().get(StageContext.WARNING);
    if (warning != null) {
      listener.warned(id, warning);
    }
    Long seed = step.spec().seed().isPresent() ? step.spec().seed().getAsLong() : null;
    Outcome outcome =
        new Outcome(
            id,
            stage.type(),
            stage.kind(),
            status,
            (System.nanoTime() - startNanos) / 1e9,
            attempts,
            step.spec().config(),
            seed,
            step.spec().inputs(),
            step.fingerprint(),
            artifact.digest(),
            artifact.folder());
    return new Result(artifact, outcome);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
