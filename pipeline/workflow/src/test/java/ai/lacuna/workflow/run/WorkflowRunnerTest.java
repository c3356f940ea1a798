package ai.lacuna.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.workflow.FinishedRun.Outcome;
import ai.lacuna.workflow.FinishedRun.Status;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.store.ArtifactStore;
import ai.lacuna.workflow.store.Lookup;
import ai.lacuna.workflow.store.LostLeaseException;
import ai.lacuna.workflow.toy.Hooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowRunnerTest {

  private static final String RECIPE =
      """
      name: toy
      seed: 1
      toy: {numbers: {count: 6}}
      """;

  @TempDir private Path folder;

  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  private final RunListener listener =
      new RunListener() {
        @Override
        public void started(String stage, int attempt, Start start) {
          events.add(stage + " " + attempt + " " + start);
        }

        @Override
        public void broken(String stage, List<String> differences) {
          events.add(stage + " broken " + differences);
        }
      };

  @BeforeEach
  void reset() {
    Hooks.reset();
  }

  private ArtifactStore store() {
    return new ArtifactStore(folder.resolve("store"));
  }

  private static WorkflowPlan plan(String... overrides) {
    return WorkflowPlan.of(
        RecipeReader.read("toy.yaml", RECIPE, List.of(overrides)), Plugins.load());
  }

  private List<Outcome> run(WorkflowPlan plan) throws InterruptedException {
    RunSettings settings = RunSettings.defaults().withRetries(2, Duration.ZERO);
    return new WorkflowRunner(store(), settings, listener).run(plan.stages());
  }

  private String sum(List<Outcome> outcomes) throws IOException {
    return Files.readString(outcomes.get(1).folder().resolve("sum.txt"));
  }

  @Test
  void manifestSaysWhatWasMadeAndHow() throws Exception {
    Outcome sum = run(plan()).get(1);

    Lookup lookup = store().find("sum", sum.fingerprint());
    assertThat(lookup).isInstanceOf(Lookup.Found.class);
    var manifest = ((Lookup.Found) lookup).artifact().manifest();
    assertThat(manifest.provenance())
        .containsEntry("adder", "double")
        .containsKeys("code", "java", "started", "finished");
    assertThat(manifest.ingredients().inputs()).containsKey("numbers");
    assertThat(manifest.files()).hasSize(3);
    assertThat(folder.resolve("store/sum")).isDirectoryNotContaining("glob:**.work");
  }

  @Test
  void recordsAreNoPartOfTheDigest() throws Exception {
    Outcome first = run(plan()).get(1);
    Files.delete(first.folder().resolve("log.txt"));

    Outcome second = run(plan()).get(1);

    assertThat(second.status()).isEqualTo(Status.RAN);
    assertThat(events).anyMatch(e -> e.contains("broken [log.txt: missing]"));
    assertThat(second.digest()).isEqualTo(first.digest());
  }

  @Test
  void goesOnFromTheCheckpointAfterAnUnexpectedError() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    Hooks.on(
        "toy.sum",
        (point, context) -> {
          if (point.equals("step 4") && failures.getAndIncrement() == 0) {
            throw new IOException("disk went away");
          }
        });

    List<Outcome> outcomes = run(plan());

    assertThat(sum(outcomes)).isEqualTo("16.0\n");
    assertThat(outcomes.get(1).attempts()).isEqualTo(2);
    assertThat(events).contains("toy.sum 1 FRESH", "toy.sum 2 RESUMED");
    assertThat(Collections.frequency(Hooks.calls(), "toy.sum step 3")).isEqualTo(1);
    assertThat(Collections.frequency(Hooks.calls(), "toy.sum step 4")).isEqualTo(2);
  }

  @Test
  void aLaterRunGoesOnFromWhatAFailedOneLeft() throws Exception {
    Hooks.on(
        "toy.sum",
        (point, context) -> {
          if (point.equals("step 4")) {
            throw new IOException("disk is away");
          }
        });
    assertThatThrownBy(() -> run(plan()))
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INFRASTRUCTURE))
        .hasMessageContaining("IOException: disk is away");
    assertThat(Collections.frequency(Hooks.calls(), "toy.sum start")).isEqualTo(3);
    Hooks.reset();

    List<Outcome> outcomes = run(plan());

    assertThat(sum(outcomes)).isEqualTo("16.0\n");
    assertThat(Hooks.calls()).contains("toy.sum step 4").doesNotContain("toy.sum step 3");
  }

  @Test
  void whatARetryCannotMendIsNotRetried() {
    for (Kind kind : List.of(Kind.CONFIG, Kind.DATA, Kind.DIVERGED)) {
      Hooks.reset();
      Hooks.on(
          "toy.sum",
          (point, context) -> {
            throw new LacunaException(kind, "loss", "NaN", "a finite number", "lower the rate");
          });

      assertThatThrownBy(() -> run(plan()))
          .isInstanceOfSatisfying(
              LacunaException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(kind);
                assertThat(e.problems()).hasSize(1);
                assertThat(e.problems().get(0).path()).isEqualTo("loss");
              });
      assertThat(Collections.frequency(Hooks.calls(), "toy.sum start")).isEqualTo(1);
    }
  }

  @Test
  void finishedShardsAreNotDoneAgain() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    Hooks.on(
        "toy.numbers",
        (point, context) -> {
          if (point.equals("finish") && failures.getAndIncrement() == 0) {
            throw new IOException("killed");
          }
        });

    List<Outcome> outcomes = run(plan());

    assertThat(sum(outcomes)).isEqualTo("16.0\n");
    assertThat(Collections.frequency(Hooks.calls(), "toy.numbers shard 2")).isEqualTo(1);
    assertThat(Collections.frequency(Hooks.calls(), "toy.numbers finish")).isEqualTo(2);
  }

  @Test
  void aStuckAttemptIsGivenUpAndMayNotWriteAnyMore() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    AtomicInteger starts = new AtomicInteger();
    Hooks.on(
        "toy.sum",
        (point, context) -> {
          if (point.equals("step 2") && starts.getAndIncrement() == 0) {
            awaitUninterruptibly(released);
            try {
              context.requireLease();
            } catch (LostLeaseException e) {
              refused.countDown();
              throw e;
            }
          } else if (point.equals("end")) {
            released.countDown();
            assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
          }
        });

    List<Outcome> outcomes = run(plan());

    assertThat(sum(outcomes)).isEqualTo("16.0\n");
    assertThat(refused.getCount()).isZero();
  }

  @Test
  void independentLightStagesRunSideBySide() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    Hooks.on("toy.copy.RED", (point, context) -> both.await(20, TimeUnit.SECONDS));
    Hooks.on("toy.copy.GREEN", (point, context) -> both.await(20, TimeUnit.SECONDS));
    WorkflowPlan plan = plan("toy.copies=[{label: red}, {label: green}]");
    RunSettings two = new RunSettings("direct", List.of(), 0, Duration.ZERO, 2, 2, "cpu");

    List<Outcome> outcomes = new WorkflowRunner(store(), two, listener).run(plan.stages());

    assertThat(outcomes)
        .extracting(Outcome::id)
        .containsExactly("toy.numbers", "toy.sum", "toy.copy.RED", "toy.copy.GREEN");
  }

  @Test
  void oneFailureDoesNotHideAnotherNorStopWhatRuns() {
    CyclicBarrier both = new CyclicBarrier(2);
    Hooks.Hook fail =
        (point, context) -> {
          both.await(20, TimeUnit.SECONDS);
          throw new LacunaException(Kind.DATA, context.id(), "bad", "good", "");
        };
    Hooks.on("toy.copy.RED", fail);
    Hooks.on("toy.copy.GREEN", fail);
    WorkflowPlan plan = plan("toy.copies=[{label: red}, {label: green}]");

    assertThatThrownBy(() -> run(plan))
        .hasMessageContaining("toy.copy.RED")
        .hasMessageContaining("toy.copy.GREEN");
  }

  @Test
  void aChangedInputMakesTheStageStaleAtTheSameAddress() throws Exception {
    List<Outcome> first = run(plan());
    Outcome numbers = first.get(0);
    Hooks.reset();
    // The parent is lost, and comes out differently when it is made again.
    Files.delete(numbers.folder().resolve("index.txt"));
    Hooks.on(
        "toy.numbers",
        (point, context) -> Files.writeString(context.output().resolve("extra.txt"), "x"));

    List<Outcome> second = run(plan());

    assertThat(second.get(0).digest()).isNotEqualTo(numbers.digest());
    assertThat(second.get(1).status()).isEqualTo(Status.RAN);
    assertThat(second.get(1).fingerprint()).isEqualTo(first.get(1).fingerprint());
    Map<String, Standing> standings = Standing.of(plan().stages(), store());
    assertThat(standings.values()).allMatch(s -> s instanceof Standing.Cached);
  }

  @Test
  void twoRunsOfTheSameRecipeShareTheWork() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    Hooks.on(
        "toy.numbers",
        (point, context) -> {
          started.countDown();
          assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        });
    RunListener second =
        new RunListener() {
          @Override
          public void waiting(String stage, String holder) {
            waiting.countDown();
          }
        };
    List<Outcome> first = Collections.synchronizedList(new ArrayList<>());
    Thread other =
        new Thread(
            () -> {
              try {
                first.addAll(run(plan()));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    other.start();
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    List<Outcome> shared =
        new WorkflowRunner(store(), RunSettings.defaults(), second).run(plan().stages());
    other.join();

    assertThat(first.get(0).status()).isEqualTo(Status.RAN);
    assertThat(shared.get(0).status()).isEqualTo(Status.CACHED);
    assertThat(Collections.frequency(Hooks.calls(), "toy.numbers finish")).isEqualTo(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // A native call would not notice either.
        continue;
      }
    }
  }
}
