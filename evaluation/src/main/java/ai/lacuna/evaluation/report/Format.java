package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.metric.Interval95;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How numbers are written for people. */
public final class Format {

  private static final String NO_BREAK = "\u00a0";
  private static final String MINUS = "\u2212";

  private Format() {}

  /** A share as {@code 48.1 %}. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share) + NO_BREAK + "%";
  }

  /** A 95 % interval of a share as {@code 45.9 – 50.3}, or nothing. */
  public static String interval(@Nullable Interval95 ci) {
    return ci == null ? "" : range(ci.low(), ci.high());
  }

  /** From one share to another as {@code 45.9 – 50.3}, in percent. */
  static String range(double low, double high) {
    return String.format(Locale.ROOT, "%.1f\u2009–\u2009%.1f", 100 * low, 100 * high)
        .replace("-0.0", "0.0")
        .replace("-", MINUS);
  }

  /** A difference of shares in points, with its sign: {@code +7.2} or {@code −0.4}. */
  public static String points(double difference) {
    String size = String.format(Locale.ROOT, "%.1f", Math.abs(100 * difference));
    String sign = difference < 0 ? MINUS : "+";
    return size.equals("0.0") ? "±0.0" : sign + size;
  }

  /** A p value: three digits, or a bound. */
  public static String pValue(double p) {
    return p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p);
  }

  /** A count with thin spaces between thousands. */
  public static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n).replace(',', '\u202f');
  }

  /** A number with about four significant digits. */
  public static String number(double x) {
    double size = Math.abs(x);
    if (!Double.isFinite(x)) {
      return Double.isNaN(x) ? "not a number" : x > 0 ? "∞" : MINUS + "∞";
    }
    String text;
    if (size == 0) {
      text = "0";
    } else if (size >= 1e7 || size < 1e-3) {
      text = String.format(Locale.ROOT, "%.2e", size).replaceAll("\\.?0*e([+-])0*", "e$1");
      text = text.replace("e+", "e").replace("e-", "e" + MINUS);
    } else if (size >= 1000) {
      text = count(Math.round(size));
    } else {
      text = String.format(Locale.ROOT, "%.4g", size);
      text = text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
    return x < 0 ? MINUS + text : text;
  }

  /** A duration, to the precision that a person cares about: {@code 4.2 s}, {@code 12 min 05 s}. */
  public static String seconds(double seconds) {
    if (seconds < 59.95) {
      return String.format(Locale.ROOT, "%.1f", seconds) + NO_BREAK + "s";
    }
    long s = Math.round(seconds);
    if (s < 3600) {
      return String.format(
          Locale.ROOT, "%d" + NO_BREAK + "min %02d" + NO_BREAK + "s", s / 60, s % 60);
    }
    return String.format(
        Locale.ROOT, "%d" + NO_BREAK + "h %02d" + NO_BREAK + "min", s / 3600, s / 60 % 60);
  }

  /** The first characters of a digest. */
  public static String digest(String digest) {
    return digest.length() > 12 ? digest.substring(0, 12) : digest;
  }
}
