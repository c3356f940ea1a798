package ai.lacuna.workflow.cli;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Texts for people. */
final class Messages {

  private Messages() {}

  /** All problems of a failure, each with what was given, what was expected, and how to mend it. */
  static String of(LacunaException failure) {
    List<Problem> problems = failure.problems();
    StringBuilder text = new StringBuilder("lacuna: ");
    text.append(title(failure.kind())).append(", ").append(problems.size());
    text.append(problems.size() == 1 ? " problem\n" : " problems\n");
    for (Problem problem : problems) {
      text.append("\n  ").append(problem.path()).append('\n');
      text.append("    given:    ").append(indented(problem.given())).append('\n');
      text.append("    expected: ").append(problem.expected()).append('\n');
      if (!problem.fix().isEmpty()) {
        text.append("    fix:      ").append(problem.fix()).append('\n');
      }
    }
    return text.toString();
  }

  private static String indented(String given) {
    return given.replace("\n", "\n              ");
  }

  /** A duration as a person would say it: {@code 3 min 12 s}. */
  static String duration(double seconds) {
    Duration d = Duration.ofMillis(Math.round(seconds * 1000));
    if (d.toHours() > 0) {
      return d.toHours() + " h " + d.toMinutesPart() + " min";
    } else if (d.toMinutes() > 0) {
      return d.toMinutes() + " min " + d.toSecondsPart() + " s";
    }
    return String.format(Locale.ROOT, d.toSeconds() < 10 ? "%.1f s" : "%.0f s", seconds);
  }

  /** A number with its noun. */
  static String count(long number, String singular) {
    return number + " " + singular + (number == 1 ? "" : "s");
  }

  private static String title(LacunaException.Kind kind) {
    return switch (kind) {
      case GATE -> "a gate failed";
      case CONFIG -> "the recipe or the command cannot be used";
      case DATA -> "data or artifacts cannot be used";
      case DIVERGED -> "training diverged";
      case INFRASTRUCTURE -> "something failed that a retry may mend";
    };
  }
}
