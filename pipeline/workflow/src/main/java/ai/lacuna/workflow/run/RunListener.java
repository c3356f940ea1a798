package ai.lacuna.workflow.run;

import ai.lacuna.workflow.FinishedRun.Outcome;
import java.util.List;

/**
 * Who is told how a run goes. Called from several threads. Every method does nothing by default.
 */
public interface RunListener {

  /** Tells nobody. */
  RunListener NONE = new RunListener() {};

  /** An artifact in the store turned out to be broken, and is made again. */
  default void broken(String stage, List<String> differences) {}

  /** Another process is making the artifact; this one waits for it. */
  default void waiting(String stage, String holder) {}

  /**
   * Something should be known: what the plan warns of, before work begins; what a stage found,
   * behind it.
   */
  default void warned(String stage, String warning) {}

  /** Work begins. */
  default void started(String stage, int attempt, Start start) {}

  /** Work goes on; {@code total} is 0 if not known. */
  default void progress(String stage, long done, long total, String unit, String detail) {}

  /** An attempt failed and another one follows. */
  default void retrying(String stage, int attempt, Throwable failure) {}

  /** A stage failed for good; others that run already are still let finish. */
  default void failed(String stage, Throwable failure) {}

  /** An artifact is there, made or found. */
  default void done(Outcome outcome) {}

  /** Whether an earlier attempt left something. */
  enum Start {
    FRESH,
    RESUMED
  }
}
