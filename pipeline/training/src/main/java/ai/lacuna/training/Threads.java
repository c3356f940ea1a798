package ai.lacuna.training;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** How threads of a training loop end. */
final class Threads {

  private Threads() {}

  /** Takes no more work and returns when what was taken is done: nothing is freed under it. */
  static void end(ExecutorService threads) {
    threads.shutdown();
    boolean interrupted = false;
    for (boolean ended = false; !ended; ) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
