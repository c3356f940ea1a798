package ai.lacuna.evaluation.metric;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

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

  /**
   * Student's t interval of a mean with n - 1 degrees of freedom ("Student", "The probable error of
   * a mean", 1908). It takes the values for draws from one normal distribution.
   *
   * <p>Of accuracies over training seeds it covers what the seed decides; the test images are the
   * same for all, and their sampling is not in it. It may leave [0, 1] where there are few seeds.
   *
   * @param values n of them, at least 2, finite
   */
  public static Interval95 studentT(List<Double> values) {
    int n = values.size();
    if (n < 2) {
      throw new IllegalArgumentException("given " + n + " values, expected at least 2");
    }
    double[] x = values.stream().mapToDouble(Double::doubleValue).toArray();
    double mean = StatUtils.mean(x);
    double quantile = new TDistribution(null, n - 1.0).inverseCumulativeProbability(0.975);
    double half = quantile * Math.sqrt(StatUtils.variance(x) / n);
    return new Interval95(mean - half, mean + half);
  }
}
