package ai.lacuna.workflow.run;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.workflow.FinishedRun.Outcome;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.store.Artifact;
import ai.lacuna.workflow.store.ArtifactStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Makes the artifacts of a plan that are missing: each as a Beam pipeline of its own, as soon as
 * its inputs exist, independent ones side by side.
 */
public final class WorkflowRunner {

  private final ArtifactStore store;
  private final RunSettings settings;
  private final RunListener listener;
  private final Semaphore light;
  private final Semaphore heavy = new Semaphore(1);

  /** A runner that keeps artifacts in this store. */
  public WorkflowRunner(ArtifactStore store, RunSettings settings, RunListener listener) {
    this.store = store;
    this.settings = settings;
    this.listener = listener;
    this.light = new Semaphore(settings.lightStages());
  }

  /**
   * Runs a plan to its end.
   *
   * @return what became of each stage, in the plan's order
   * @throws LacunaException if stages failed for good, with the problems of all of them and the
   *     kind of the first; stages that did not depend on them were finished
   */
  public List<Outcome> run(List<WorkflowPlan.Step> steps) throws InterruptedException {
    ExecutorService threads = Executors.newCachedThreadPool(WorkflowRunner::daemon);
    try {
      return run(steps, threads);
    } finally {
      threads.shutdownNow();
    }
  }

  // What comes back from a stage's thread.
  private sealed interface Ended {}

  private record Done(StageRun.Result result) implements Ended {}

  private record Failed(String stage, LacunaException failure) implements Ended {}

  private List<Outcome> run(List<WorkflowPlan.Step> steps, ExecutorService threads)
      throws InterruptedException {
    CompletionService<Ended> running = new ExecutorCompletionService<>(threads);
    Map<String, StageRun.Result> results = new LinkedHashMap<>();
    List<WorkflowPlan.Step> waiting = new ArrayList<>(steps);
    List<LacunaException> failures = new ArrayList<>();
    int count = startReady(waiting, results, running);
    while (count > 0) {
      Ended ended = next(running);
      count--;
      if (ended instanceof Done done) {
        Outcome outcome = done.result().outcome();
        results.put(outcome.id(), done.result());
        listener.done(outcome);
      } else if (ended instanceof Failed failed) {
        failures.add(failed.failure());
        listener.failed(failed.stage(), failed.failure());
      }
      if (failures.isEmpty()) {
        count += startReady(waiting, results, running);
      }
    }
    if (!failures.isEmpty()) {
      List<Problem> problems = failures.stream().flatMap(f -> f.problems().stream()).toList();
      throw new LacunaException(failures.get(0).kind(), problems, failures.get(0));
    }
    return steps.stream().map(s -> result(results, s.spec().id()).outcome()).toList();
  }

  private static Ended next(CompletionService<Ended> running) throws InterruptedException {
    try {
      return running.take().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a stage's thread died", e);
    }
  }

  private int startReady(
      List<WorkflowPlan.Step> waiting,
      Map<String, StageRun.Result> results,
      CompletionService<Ended> running) {
    List<WorkflowPlan.Step> ready =
        waiting.stream()
            .filter(s -> results.keySet().containsAll(s.spec().inputs().values()))
            .toList();
    waiting.removeAll(ready);
    for (WorkflowPlan.Step step : ready) {
      Map<String, Artifact> inputs = new LinkedHashMap<>();
      step.spec().inputs().forEach((role, id) -> inputs.put(role, result(results, id).artifact()));
      running.submit(() -> runOne(step, inputs));
    }
    return ready.size();
  }

  private Ended runOne(WorkflowPlan.Step step, Map<String, Artifact> inputs)
      throws InterruptedException {
    String id = step.spec().id();
    Semaphore permits = step.spec().stage().load() == Stage.Load.HEAVY ? heavy : light;
    permits.acquire();
    try {
      return new Done(new StageRun(store, settings, listener, step, inputs).run());
    } catch (IOException | RuntimeException e) {
      return new Failed(id, Failure.understand(id, e));
    } finally {
      permits.release();
    }
  }

  private static StageRun.Result result(Map<String, StageRun.Result> results, String id) {
    StageRun.Result result = results.get(id);
    if (result == null) {
      throw new IllegalStateException("stage '" + id + "' has no result");
    }
    return result;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "workflow");
    thread.setDaemon(true);
    return thread;
  }
}
