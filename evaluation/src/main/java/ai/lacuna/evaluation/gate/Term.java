package ai.lacuna.evaluation.gate;

import java.util.Map;
import java.util.Set;

/** One side of a gate. */
sealed interface Term {

  /** The value, where every metric of the term is in {@code metrics}. */
  double value(Map<String, Double> metrics);

  /** Adds the names of the metrics it reads. */
  void collect(Set<String> names);

  /** A literal. */
  record Literal(double number) implements Term {
    @Override
    public double value(Map<String, Double> metrics) {
      return number;
    }

    @Override
    public void collect(Set<String> names) {}
  }

  /** A number of the run, such as {@code linear-probe.top1}. */
  record Metric(String name) implements Term {
    @Override
    public double value(Map<String, Double> metrics) {
      Double value = metrics.get(name);
      if (value == null) {
        throw new IllegalArgumentException("no metric " + name);
      }
      return value;
    }

    @Override
    public void collect(Set<String> names) {
      names.add(name);
    }
  }

  /** Two terms joined by {@code + - * /}. */
  record Arithmetic(Term left, char operator, Term right) implements Term {
    @Override
    public double value(Map<String, Double> metrics) {
      double a = left.value(metrics);
      double b = right.value(metrics);
      return switch (operator) {
        case '+' -> a + b;
        case '-' -> a - b;
        case '*' -> a * b;
        case '/' -> a / b;
        default -> throw new IllegalStateException("operator " + operator);
      };
    }

    @Override
    public void collect(Set<String> names) {
      left.collect(names);
      right.collect(names);
    }
  }
}
