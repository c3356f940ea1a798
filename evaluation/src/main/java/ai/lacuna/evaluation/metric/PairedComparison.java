package ai.lacuna.evaluation.metric;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Two classifiers on the same test images, compared by McNemar's exact test: only the images that
 * exactly one of the two gets right say anything about the difference.
 *
 * @param difference accuracy of the first minus accuracy of the second, in [-1, 1]
 * @param onlyFirst images that the first alone gets right
 * @param onlySecond images that the second alone gets right
 * @param pValue two-sided exact p value of "both are equally good", in (0, 1]
 */
public record PairedComparison(double difference, int onlyFirst, int onlySecond, double pValue) {

  private static final double SIGNIFICANT = 0.05;

  /** What the comparison says about the first classifier. */
  public enum Outcome {
    BETTER,
    NO_CLEAR_DIFFERENCE,
    WORSE;

    static Outcome of(double difference, double pValue) {
      if (pValue >= SIGNIFICANT || difference == 0) {
        return NO_CLEAR_DIFFERENCE;
      }
      return difference > 0 ? BETTER : WORSE;
    }
  }

  /**
   * Compares per-image correctness.
   *
   * @param first (B) whether the first is right, B at least 1
   * @param second (B) the same images in the same order
   */
  public static PairedComparison of(boolean[] first, boolean[] second) {
    if (first.length != second.length || first.length == 0) {
      throw new IllegalArgumentException(
          "given %d and %d predictions, expected the same test images"
              .formatted(first.length, second.length));
    }
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int b = 0; b < first.length; b++) {
      onlyFirst += first[b] && !second[b] ? 1 : 0;
      onlySecond += second[b] && !first[b] ? 1 : 0;
    }
    double difference = (double) (onlyFirst - onlySecond) / first.length;
    return new PairedComparison(difference, onlyFirst, onlySecond, exact(onlyFirst, onlySecond));
  }

  /** Better or worse where p is below 0.05. */
  public Outcome outcome() {
    return Outcome.of(difference, pValue);
  }

  private static double exact(int a, int b) {
    if (a + b == 0) {
      return 1;
    }
    double tail = new BinomialDistribution(null, a + b, 0.5).cumulativeProbability(Math.min(a, b));
    return Math.min(1, 2 * tail);
  }
}
