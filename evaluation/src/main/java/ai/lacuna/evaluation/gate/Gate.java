package ai.lacuna.evaluation.gate;

import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Suggestion;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A condition on the numbers of a run, written as {@code knn.top1 >= 0.35} or {@code
 * linear-probe.top1 - random-init.linear-probe.top1 > 0.05}.
 *
 * <p>A metric is called {@code stage.metric}; accuracies are shares in [0, 1]. Since names contain
 * hyphens, a minus sign needs spaces round it.
 */
public final class Gate {

  private final String text;
  private final Term left;
  private final Comparison comparison;
  private final Term right;

  Gate(String text, Term left, Comparison comparison, Term right) {
    this.text = text;
    this.left = left;
    this.comparison = comparison;
    this.right = right;
  }

  /**
   * Reads a gate and checks that every metric in it will exist; finds all problems at once.
   *
   * @param path where the gate stands, for messages
   * @param text the gate
   * @param metrics the names of all metrics that the run will have
   * @param problems receives what is wrong
   * @return the gate, or nothing if a problem was found
   */
  public static Optional<Gate> parse(
      String path, String text, Collection<String> metrics, Problems problems) {
    try {
      Gate gate = GateParser.parse(text);
      return gate.isInOrder(path, metrics, problems) ? Optional.of(gate) : Optional.empty();
    } catch (GateParser.SyntaxException e) {
      problems.add(path, "'" + text + "'", e.expected(), e.fix());
      return Optional.empty();
    }
  }

  private boolean isInOrder(String path, Collection<String> known, Problems problems) {
    Set<String> unknown = new TreeSet<>(metrics());
    unknown.removeAll(known);
    for (String name : unknown) {
      problems.add(path, "metric '" + name + "'", "a metric of this run", advice(name, known));
    }
    if (metrics().isEmpty()) {
      problems.add(path, "'" + text + "'", "at least one metric", Suggestion.didYouMean("", known));
    }
    return unknown.isEmpty() && !metrics().isEmpty();
  }

  private static String advice(String name, Collection<String> known) {
    // 'knn.top1-0.1' reads as one name, because names contain hyphens.
    for (String metric : known) {
      if (name.startsWith(metric + "-")) {
        return "put spaces round the minus sign: '" + metric + " - …'";
      }
    }
    return Suggestion.didYouMean(name, known);
  }

  /** The condition as it was written. */
  public String text() {
    return text;
  }

  /** The names of the metrics it reads, sorted. */
  public Set<String> metrics() {
    Set<String> names = new TreeSet<>();
    left.collect(names);
    right.collect(names);
    return names;
  }

  /**
   * Judges the condition.
   *
   * @param values the run's numbers by name; a gate whose metric is missing is skipped
   */
  public GateResult judge(Map<String, Double> values) {
    Set<String> missing = new TreeSet<>(metrics());
    missing.removeAll(values.keySet());
    if (!missing.isEmpty()) {
      return new GateResult.Skipped(text, "not measured: " + String.join(", ", missing));
    }
    double a = left.value(values);
    double b = right.value(values);
    String given =
        metrics().stream()
            .map(name -> name + " = " + number(values.getOrDefault(name, Double.NaN)))
            .collect(Collectors.joining(", "));
    if (comparison.holds(a, b)) {
      return new GateResult.Passed(text, given, comparison.margin(a, b));
    }
    String expected =
        "left side " + comparison.symbol() + " " + number(b) + ", but it is " + number(a);
    return new GateResult.Failed(text, given, expected, why(comparison.margin(a, b)));
  }

  private static String why(double margin) {
    if (Double.isNaN(margin)) {
      return "a side is not a number";
    }
    return margin == 0 ? "both sides are equal" : "short by " + number(-margin);
  }

  static String number(double value) {
    if (!Double.isFinite(value) || (value == Math.rint(value) && Math.abs(value) < 1e9)) {
      return Double.isFinite(value) ? Long.toString((long) value) : Double.toString(value);
    }
    return String.format(Locale.ROOT, "%.4g", value);
  }

  @Override
  public String toString() {
    return text;
  }
}
