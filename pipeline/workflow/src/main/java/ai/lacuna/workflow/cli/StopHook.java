package ai.lacuna.workflow.cli;

import ai.lacuna.workflow.run.Interruption;
import java.io.Closeable;
import java.io.PrintWriter;
import java.time.Duration;

/** Ends a run in good order when the user or the system stops the process. */
final class StopHook implements Closeable {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Thread thread;

  private StopHook(PrintWriter err) {
    this.thread = new Thread(() -> stop(err), "stop");
  }

  static StopHook install(PrintWriter err) {
    StopHook hook = new StopHook(err);
    Runtime.getRuntime().addShutdownHook(hook.thread);
    return hook;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook at work.
      return;
    }
  }

  private static void stop(PrintWriter err) {
    err.println("lacuna: stopping; the same command will go on from here");
    err.flush();
    try {
      Interruption.request(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
