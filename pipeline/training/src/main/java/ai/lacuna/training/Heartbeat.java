package ai.lacuna.training;

import ai.lacuna.api.config.LacunaException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs work on a thread of its own and gives it up when it makes no step for too long: a hung
 * native call cannot be interrupted, but the caller must get free to report and retry. Work that
 * was given up and wakes again is stopped by its next {@link #beat}, before it writes anything.
 *
 * <p>When the JVM is told to end or the caller is interrupted, the work is asked to stop at its
 * next step, where it may write a last checkpoint, and waited for: libtorch crashes if its library
 * is taken down under a computation.
 */
public final class Heartbeat implements Beat {

  private static final Duration FAREWELL = Duration.ofSeconds(20);

  private final Duration limit;
  private volatile long last = System.nanoTime();
  private volatile boolean abandoned;
  private volatile boolean stopping;

  /**
   * @param limit longest time between two beats
   */
  public Heartbeat(Duration limit) {
    this.limit = limit;
  }

  /**
   * Called by the work after every step.
   *
   * @throws LacunaException of kind INFRASTRUCTURE if the work was given up or interrupted
   */
  @Override
  public void beat() {
    last = System.nanoTime();
    if (abandoned || stopping || Thread.currentThread().isInterrupted()) {
      throw stopped(Thread.currentThread().getName());
    }
  }

  @Override
  public boolean stopRequested() {
    // Work that was given up may have a successor, which then owns the files.
    return stopping && !abandoned;
  }

  /**
   * Runs the work and waits for it.
   *
   * @param name the thread's name
   * @throws LacunaException of kind INFRASTRUCTURE if it stalls or the caller is interrupted
   */
  public <T> T watch(String name, Callable<T> work) {
    last = System.nanoTime();
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    Thread farewell = new Thread(() -> stop(thread), name + "-stop");
    Runtime.getRuntime().addShutdownHook(farewell);
    thread.start();
    try {
      return await(name, task, thread);
    } finally {
      removeHook(farewell);
    }
  }

  private <T> T await(String name, FutureTask<T> task, Thread thread) {
    while (true) {
      long left = limit.toNanos() - (System.nanoTime() - last);
      try {
        return task.get(Math.max(left, 1), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() - last >= limit.toNanos()) {
          abandon(thread);
          throw new LacunaException(
              LacunaException.Kind.INFRASTRUCTURE,
              name,
              "no finished step for " + limit,
              "a step at least every " + limit,
              "run again to go on from the last checkpoint; raise stallMinutes if steps are that"
                  + " slow");
        }
      } catch (InterruptedException e) {
        stop(thread);
        abandon(thread);
        Thread.currentThread().interrupt();
        throw stopped(name);
      } catch (ExecutionException e) {
        throw unchecked(e);
      }
    }
  }

  private static LacunaException stopped(String name) {
    return new LacunaException(
        LacunaException.Kind.INFRASTRUCTURE,
        name,
        "a request to stop",
        "to run to the end",
        "run again to go on from the last checkpoint");
  }

  private void stop(Thread thread) {
    stopping = true;
    try {
      thread.join(FAREWELL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    abandoned = true;
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already, and the hook is what it waits for.
      return;
    }
  }

  private void abandon(Thread thread) {
    abandoned = true;
    thread.interrupt();
  }

  private static RuntimeException unchecked(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
  }
}
