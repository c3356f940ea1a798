package ai.lacuna.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.store.ArtifactStore;
import ai.lacuna.workflow.toy.Hooks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptionTest {

  @TempDir private Path folder;

  @BeforeEach
  @AfterEach
  void reset() {
    Hooks.reset();
    Interruption.withdraw();
  }

  private WorkflowPlan plan() {
    return WorkflowPlan.of(
        RecipeReader.read("t.yaml", "name: t\ntoy: {numbers: {count: 4}}", List.of()),
        Plugins.load());
  }

  private WorkflowRunner runner() {
    RunSettings settings = RunSettings.defaults().withRetries(2, Duration.ZERO);
    return new WorkflowRunner(new ArtifactStore(folder), settings, RunListener.NONE);
  }

  @Test
  void aStageEndsAtItsNextSignOfProgressAndGoesOnLater() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    Thread stopper =
        new Thread(
            () -> {
              try {
                reached.await();
                ended.complete(Interruption.request(Duration.ofSeconds(20)));
              } catch (InterruptedException e) {
                ended.completeExceptionally(e);
              }
            });
    stopper.start();
    Hooks.on(
        "toy.sum",
        (point, context) -> {
          if (point.equals("step 2")) {
            reached.countDown();
            while (!Interruption.isRequested()) {
              Thread.onSpinWait();
            }
          }
        });

    assertThatThrownBy(() -> runner().run(plan().stages()))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("a request to stop");

    assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Hooks.calls()).contains("toy.sum step 2").doesNotContain("toy.sum step 3");
    Hooks.reset();
    Interruption.withdraw();
    Path sum = runner().run(plan().stages()).get(1).folder();
    assertThat(Files.readString(sum.resolve("sum.txt"))).isEqualTo("6.0\n");
    assertThat(Hooks.calls()).contains("toy.sum step 3").doesNotContain("toy.sum step 2");
  }
}
