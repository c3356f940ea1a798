package ai.lacuna.testkit;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.function.Executable;

/** How long rules took to check. */
final class Times {

  private final Map<Rule, Duration> taken = new EnumMap<>(Rule.class);

  /** Runs the check of a rule. */
  void measure(Rule rule, Executable check) throws Throwable {
    long start = System.nanoTime();
    try {
      check.execute();
    } finally {
      note(rule, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  void note(Rule rule, Duration time) {
    taken.put(rule, time);
  }

  /** In seconds: all together, and each rule, the longest first. */
  @Override
  public String toString() {
    String each =
        taken.entrySet().stream()
            .sorted(Map.Entry.<Rule, Duration>comparingByValue(Comparator.reverseOrder()))
            .map(entry -> entry.getKey() + " " + seconds(entry.getValue()))
            .collect(Collectors.joining(", "));
    return seconds(taken.values().stream().reduce(Duration.ZERO, Duration::plus)) + ": " + each;
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toNanos() / 1e9);
  }
}
