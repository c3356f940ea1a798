package ai.lacuna.workflow.run;

import ai.lacuna.api.config.LacunaException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings the stages of this process to an end when the process is told to end: at their next sign
 * of progress. Without that, native code would still run while its libraries are taken down, and
 * crash.
 */
public final class Interruption {

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Condition IDLE = LOCK.newCondition();
  private static int running;
  private static volatile boolean requested;

  private Interruption() {}

  /**
   * Asks all stages to end, and waits for it.
   *
   * @return whether all of them did within the limit
   */
  public static boolean request(Duration limit) throws InterruptedException {
    requested = true;
    long left = limit.toNanos();
    LOCK.lock();
    try {
      while (running > 0 && left > 0) {
        left = IDLE.awaitNanos(left);
      }
      return running == 0;
    } finally {
      LOCK.unlock();
    }
  }

  /** Forgets the request, so that stages may run again. */
  static void withdraw() {
    requested = false;
  }

  /** Whether stages are to end. */
  static boolean isRequested() {
    return requested;
  }

  /** Ends the calling stage if that was asked for. */
  static void check() {
    if (requested) {
      throw new LacunaException(
          LacunaException.Kind.INFRASTRUCTURE,
          "run",
          "a request to stop",
          "to be let finish",
          "give the same command again: it goes on from here");
    }
  }

  /** Does work that {@link #request} waits for. */
  static <T> T counted(Callable<T> work) throws Exception {
    change(1);
    try {
      check();
      return work.call();
    } finally {
      change(-1);
    }
  }

  private static void change(int by) {
    LOCK.lock();
    try {
      running += by;
      IDLE.signalAll();
    } finally {
      LOCK.unlock();
    }
  }
}
