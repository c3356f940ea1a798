package ai.lacuna.evaluation.protocol;

import ai.djl.ndarray.NDArray;

/**
 * Features and one label for every image of a split, in the data set's order: one vector, or one
 * for each token.
 *
 * <p>Letters: B images, T tokens, D feature width.
 *
 * @param features (B, D) or (B, T, D) float32, not normalised; it belongs to whoever made it
 * @param labels (B) class numbers
 * @param rows (B) row of each image in its data set
 */
public record FeatureSet(NDArray features, int[] labels, long[] rows) {

  public FeatureSet {
    int axes = features.getShape().dimension();
    if (axes < 2
        || axes > 3
        || features.getShape().get(0) != labels.length
        || rows.length != labels.length) {
      throw new IllegalArgumentException(
          "given features %s, %d labels, %d rows; expected (B, D) or (B, T, D) features and B of each"
              .formatted(features.getShape(), labels.length, rows.length));
    }
  }

  /** B, the number of images. */
  public int size() {
    return labels.length;
  }

  /** D, the number of features. */
  public int width() {
    return Math.toIntExact(features.getShape().getLastDimension());
  }

  /** T, the number of tokens of each image; 1 if it has one vector. */
  public int tokens() {
    boolean one = features.getShape().dimension() == 2;
    return one ? 1 : Math.toIntExact(features.getShape().get(1));
  }
}
