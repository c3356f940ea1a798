package ai.lacuna.api.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A numeric interval as {@link Range} writes it.
 *
 * @param text the notation it was read from, shown in messages
 * @param low lower bound, or negative infinity
 * @param lowEnd whether {@code low} itself is allowed
 * @param high upper bound, or positive infinity
 * @param highEnd whether {@code high} itself is allowed
 */
public record Interval(String text, double low, End lowEnd, double high, End highEnd) {

  /** Whether a bound belongs to the interval. */
  public enum End {
    OPEN,
    CLOSED
  }

  private static final Pattern NOTATION =
      Pattern.compile("([\\[(])\\s*([^,\\s]*)\\s*,\\s*([^,\\s]*)\\s*([\\])])");

  /**
   * Reads interval notation.
   *
   * @param text for instance {@code "(0, 1]"}
   * @return the interval
   * @throws IllegalArgumentException if the text is not interval notation
   */
  public static Interval parse(String text) {
    Matcher m = NOTATION.matcher(text.trim());
    if (!m.matches()) {
      throw new IllegalArgumentException("not an interval: '" + text + "', expected e.g. [0, 1)");
    }
    double low = m.group(2).isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(m.group(2));
    double high = m.group(3).isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(m.group(3));
    End lowEnd = m.group(1).equals("[") ? End.CLOSED : End.OPEN;
    End highEnd = m.group(4).equals("]") ? End.CLOSED : End.OPEN;
    return new Interval(text.trim(), low, lowEnd, high, highEnd);
  }

  /** Whether the value lies inside; NaN never does. */
  public boolean contains(double value) {
    boolean aboveLow = lowEnd == End.CLOSED ? value >= low : value > low;
    boolean belowHigh = highEnd == End.CLOSED ? value <= high : value < high;
    return aboveLow && belowHigh;
  }

  /** The interval as an inequality about {@code name}, for instance {@code 0 < maskRatio < 1}. */
  public String describe(String name) {
    StringBuilder s = new StringBuilder();
    if (low != Double.NEGATIVE_INFINITY) {
      s.append(number(low)).append(lowEnd == End.CLOSED ? " <= " : " < ");
    }
    s.append(name);
    if (high != Double.POSITIVE_INFINITY) {
      s.append(highEnd == End.CLOSED ? " <= " : " < ").append(number(high));
    }
    return s.toString();
  }

  private static String number(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
  }
}
