package ai.lacuna.evaluation.metric;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A 95 % confidence interval; JSON writes it as {@code [low, high]}.
 *
 * @param low lower end
 * @param high upper end, at least {@code low}
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"low", "high"})
public record Interval95(double low, double high) {

  // The 97.5 % quantile of the normal distribution.
  private static final double Z = 1.959963984540054;

  @JsonCreator
  public Interval95 {
    if (!(low <= high)) {
      throw new IllegalArgumentException("given [" + low + ", " + high + "], expected low <= high");
    }
  }

  /**
   * Wilson's score interval of a proportion (Wilson, "Probable inference", 1927, without continuity
   * correction). Unlike the normal approximation it stays inside [0, 1] and keeps its coverage for
   * small counts and for shares near 0 or 1.
   *
   * <p>It speaks of the sampling of test images alone; the spread between training seeds comes on
   * top.
   *
   * @param right successes, in [0, n]
   * @param n trials, at least 1
   */
  public static Interval95 wilson(long right, long n) {
    if (n < 1 || right < 0 || right > n) {
      throw new IllegalArgumentException(
          "given " + right + " of " + n + ", expected 0 <= right <= n");
    }
    double p = (double) right / n;
    double z2n = Z * Z / n;
    double centre = (p + z2n / 2) / (1 + z2n);
    double half = Z / (1 + z2n) * Math.sqrt(p * (1 - p) / n + z2n / (4 * n));
    // Rounding must not push an end past the share it surrounds.
    return new Interval95(
        right == 0 ? 0 : Math.max(0, centre - half), right == n ? 1 : Math.min(1, centre + half));
  }
}
