package ai.lacuna.evaluation.protocol;

import ai.djl.ndarray.NDArray;

/**
 * One feature vector and one label for every image of a split, in the data set's order.
 *
 * <p>Letters: B images, D feature width.
 *
 * @param features (B, D) float32, not normalised; it belongs to whoever made it
 * @param labels (B) class numbers
 * @param rows (B) row of each image in its data set
 */
public record FeatureSet(NDArray features, int[] labels, long[] rows) {

  public FeatureSet {
    if (features.getShape().dimension() != 2
        || features.getShape().get(0) != labels.length
        || rows.length != labels.length) {
      throw new IllegalArgumentException(
          "given features %s, %d labels, %d rows; expected (B, D) features and B of each"
              .formatted(features.getShape(), labels.length, rows.length));
    }
  }

  /** B, the number of images. */
  public int size() {
    return labels.length;
  }

  /** D, the number of features. */
  public int width() {
    return Math.toIntExact(features.getShape().get(1));
  }
}
