package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

  @Test
  void aStallFreesTheCallerAndStopsTheWorkWhenItWakes() throws Exception {
    Heartbeat heartbeat = new Heartbeat(Duration.ofMillis(20));
    CountDownLatch stuck = new CountDownLatch(1);
    CompletableFuture<String> afterwards = new CompletableFuture<>();
    assertThatThrownBy(
            () ->
                heartbeat.watch(
                    "training",
                    () -> {
                      awaitIgnoringInterrupts(stuck);
                      try {
                        heartbeat.beat();
                        return afterwards.complete("went on");
                      } catch (LacunaException e) {
                        return afterwards.complete("stopped");
                      }
                    }))
        .isInstanceOfSatisfying(
            LacunaException.class,
            e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.INFRASTRUCTURE));
    stuck.countDown();
    assertThat(afterwards.get(10, TimeUnit.SECONDS)).isEqualTo("stopped");
  }

  // As a hung native call does.
  private static void awaitIgnoringInterrupts(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        continue;
      }
    }
  }

  @Test
  void resultsAndFailuresPassThrough() throws ExecutionException {
    assertThat(new Heartbeat(Duration.ofMinutes(1)).<Integer>watch("x", () -> 3)).isEqualTo(3);
    LacunaException failure =
        new LacunaException(LacunaException.Kind.DATA, "file", "nothing", "something", "");
    assertThatThrownBy(
            () ->
                new Heartbeat(Duration.ofMinutes(1))
                    .watch(
                        "x",
                        () -> {
                          throw failure;
                        }))
        .isSameAs(failure);
    assertThatThrownBy(
            () ->
                new Heartbeat(Duration.ofMinutes(1))
                    .watch(
                        "x",
                        () -> {
                          throw new IOException("disk");
                        }))
        .hasRootCauseMessage("disk");
  }
}
