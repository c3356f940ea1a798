package ai.lacuna.evaluation.gate;

import java.util.Arrays;
import java.util.Optional;

/** How the two sides of a gate are compared; a comparison with NaN never holds. */
enum Comparison {
  GREATER(">"),
  AT_LEAST(">="),
  LESS("<"),
  AT_MOST("<=");

  private final String symbol;

  Comparison(String symbol) {
    this.symbol = symbol;
  }

  String symbol() {
    return symbol;
  }

  static Optional<Comparison> of(String symbol) {
    return Arrays.stream(values()).filter(c -> c.symbol.equals(symbol)).findFirst();
  }

  boolean holds(double left, double right) {
    return switch (this) {
      case GREATER -> left > right;
      case AT_LEAST -> left >= right;
      case LESS -> left < right;
      case AT_MOST -> left <= right;
    };
  }

  /** By how much it holds; negative where it does not. */
  double margin(double left, double right) {
    return switch (this) {
      case GREATER, AT_LEAST -> left - right;
      case LESS, AT_MOST -> right - left;
    };
  }
}
