package ai.lacuna.evaluation.metric;

/**
 * Top-k accuracy of class scores.
 *
 * <p>Letters: B test images, C classes.
 *
 * <p>Among equal scores the class with the lower number ranks first, so that the figure does not
 * depend on a sorting algorithm (timm's {@code accuracy} leaves the order of ties open). With fewer
 * than k classes every prediction is right, as in timm, unless the label's score is NaN.
 */
public final class Accuracy {

  private Accuracy() {}

  /**
   * Which test images have their label among the k highest scores.
   *
   * @param scores (B, C) row-major; any increasing function of the class probability
   * @param classes C, at least 1
   * @param labels (B), each in [0, C)
   * @param k how many of the highest scores count, at least 1
   * @return (B), true = right
   */
  public static boolean[] hits(float[] scores, int classes, int[] labels, int k) {
    if (classes < 1 || k < 1 || scores.length != (long) classes * labels.length) {
      throw new IllegalArgumentException(
          "given %d scores, %d labels, %d classes, k = %d; expected labels x classes scores, k >= 1"
              .formatted(scores.length, labels.length, classes, k));
    }
    boolean[] hits = new boolean[labels.length];
    for (int b = 0; b < labels.length; b++) {
      hits[b] = rank(scores, b * classes, classes, labels[b]) < k;
    }
    return hits;
  }

  /**
   * The class with the highest score of each image; the lower number among equal ones.
   *
   * @param scores (B, C) row-major
   * @param classes C
   * @return (B)
   */
  public static int[] predictions(float[] scores, int classes) {
    int[] best = new int[scores.length / classes];
    for (int b = 0; b < best.length; b++) {
      for (int c = 1; c < classes; c++) {
        if (scores[b * classes + c] > scores[b * classes + best[b]]) {
          best[b] = c;
        }
      }
    }
    return best;
  }

  /**
   * The share of right ones, in [0, 1].
   *
   * @param hits (B), B at least 1
   */
  public static double of(boolean[] hits) {
    return (double) count(hits) / hits.length;
  }

  /** How many are right. */
  public static int count(boolean[] hits) {
    int right = 0;
    for (boolean hit : hits) {
      right += hit ? 1 : 0;
    }
    return right;
  }

  // A NaN score has no rank, so that a broken model never looks right.
  private static int rank(float[] scores, int from, int classes, int label) {
    float own = scores[from + label];
    if (Float.isNaN(own)) {
      return Integer.MAX_VALUE;
    }
    int rank = 0;
    for (int c = 0; c < classes; c++) {
      float other = scores[from + c];
      if (other > own || (other == own && c < label)) {
        rank++;
      }
    }
    return rank;
  }
}
