package ai.lacuna.workflow.run;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.store.LostLeaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A failure on its way from a worker to the launcher, and what follows from it.
 *
 * @param kind its kind
 * @param problems what was wrong
 */
record Failure(LacunaException.Kind kind, List<Problem> problems) {

  static void write(Path file, LacunaException failure) throws IOException {
    Json.write(file, new Failure(failure.kind(), failure.problems()));
  }

  /**
   * What an attempt's exception means: the failure that the worker wrote down, or else something
   * unexpected, which counts as infrastructure.
   */
  static LacunaException understand(String stage, Path file, Throwable thrown) {
    if (Files.exists(file)) {
      try {
        Failure failure = Json.read(file, Failure.class);
        return new LacunaException(failure.kind(), failure.problems(), thrown);
      } catch (IOException e) {
        thrown.addSuppressed(e);
      }
    }
    return understand(stage, thrown);
  }

  /** As {@link #understand(String, Path, Throwable)} where no worker was involved. */
  static LacunaException understand(String stage, Throwable thrown) {
    Throwable root = thrown;
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof LacunaException known) {
        return known;
      }
      root = t;
    }
    Problem problem =
        new Problem(
            "stage " + stage,
            root.getClass().getSimpleName()
                + (root.getMessage() == null ? "" : ": " + root.getMessage()),
            root instanceof LostLeaseException
                ? "to be the only one at work on it"
                : "no unexpected error",
            "run the same command again, it goes on from where it was; --debug shows the trace");
    return new LacunaException(LacunaException.Kind.INFRASTRUCTURE, List.of(problem), thrown);
  }

  /** Whether trying again may help. */
  static boolean isWorthRetrying(LacunaException failure) {
    return switch (failure.kind()) {
      case GATE, CONFIG, DATA, DIVERGED -> false;
      case INFRASTRUCTURE -> true;
    };
  }
}
