package ai.lacuna.evaluation.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to positions along one direction of a drawing and chooses round tick values.
 *
 * @param low value at {@code start}
 * @param high value at {@code end}; above {@code low}
 * @param start position of {@code low}
 * @param end position of {@code high}; may be below {@code start}, as for a vertical axis
 */
public record Axis(double low, double high, double start, double end) {

  /** A value with its position and how it is written. */
  public record Tick(double at, String label) {}

  /** An axis that covers the values, with room at both ends unless they lie on {@code fixedLow}. */
  static Axis covering(double min, double max, double start, double end) {
    double room = max > min ? 0.06 * (max - min) : Math.max(1e-9, 0.1 * Math.abs(max));
    return new Axis(min - room, max + room, start, end);
  }

  double position(double value) {
    return start + (value - low) / (high - low) * (end - start);
  }

  /** Round values inside the axis, about {@code wanted} of them. */
  List<Tick> ticks(int wanted) {
    double step = step((high - low) / wanted);
    List<Tick> ticks = new ArrayList<>();
    for (double i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      ticks.add(new Tick(position(i * step), Format.number(i * step)));
    }
    return ticks;
  }

  private static double step(double raw) {
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double digit = raw / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }
}
