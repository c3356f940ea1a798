package ai.lacuna.objective.simmim;

import ai.djl.ndarray.NDArray;

/**
 * Images and masks at the resolution of predictions.
 *
 * <p>Letters: A images, C channels, h × w pixels, N patches of side p, P = p² · C, T tokens with O
 * values, R × S predicted pixels of side k.
 */
final class Pixels {

  private Pixels() {}

  /**
   * What a head predicted as pixels: (A, T, O) becomes (A, R, S, C).
   *
   * @param values for each token q · q pixels in the order (row, column, channel)
   * @param images (A, C, h, w)
   */
  static NDArray arranged(NDArray values, NDArray images) {
    long count = values.getShape().get(0);
    long channels = images.getShape().get(1);
    long q = Math.round(Math.sqrt((double) values.getShape().get(2) / channels));
    long square = side(images, values.getShape().get(1)); // that a token stands for
    long rows = height(images) / square;
    long columns = images.getShape().get(3) / square;
    return values
        .reshape(count, rows, columns, q, q, channels)
        .transpose(0, 1, 3, 2, 4, 5) // (A, rows, columns, q, q, C) -> (A, rows, q, columns, q, C)
        .reshape(count, rows * q, columns * q, channels); // -> (A, R, S, C)
  }

  /**
   * Images as a head predicts them: the means of k × k pixels.
   *
   * @param images (A, C, h, w)
   * @param like a prediction, (A, R, S, C)
   */
  static NDArray target(NDArray images, NDArray like) {
    long rows = like.getShape().get(1); // R
    long columns = like.getShape().get(2); // S
    long side = height(images) / rows; // k
    NDArray means = images;
    if (side > 1) {
      means =
          images
              .reshape(
                  images.getShape().get(0), images.getShape().get(1), rows, side, columns, side)
              .mean(new int[] {5}) // (A, C, R, k, S, k) -> (A, C, R, k, S)
              .mean(new int[] {3}); // -> (A, C, R, S)
    }
    return means.transpose(0, 2, 3, 1); // -> (A, R, S, C)
  }

  /**
   * Which predicted pixels are hidden, (A, R, S, 1): 1 = hidden.
   *
   * @param hidden (A, N), the same for all patches of a square
   * @param square side of the squares in pixels
   * @param images (A, C, h, w)
   * @param like a prediction, (A, R, S, C)
   */
  static NDArray hidden(NDArray hidden, int square, NDArray images, NDArray like) {
    long patches = square / side(images, hidden.getShape().get(1)); // along the side of a square
    long rows = height(images) / square;
    long columns = images.getShape().get(3) / square;
    long across = like.getShape().get(1) / rows; // predicted pixels along the side of a square
    long count = images.getShape().get(0);
    return hidden
        .reshape(count, rows, patches, columns, patches)
        .mean(new int[] {4})
        .mean(new int[] {2}) // (A, N) -> (A, rows, columns)
        .reshape(count, rows, 1, columns, 1)
        .broadcast(count, rows, across, columns, across)
        .reshape(count, rows * across, columns * across, 1); // -> (A, R, S, 1)
  }

  /**
   * Predictions as patches, (A, N, P), each predicted pixel as k × k equal ones.
   *
   * @param prediction (A, R, S, C)
   * @param images (A, C, h, w)
   * @param hidden (A, N)
   */
  static NDArray patches(NDArray prediction, NDArray images, NDArray hidden) {
    long count = prediction.getShape().get(0);
    long rows = prediction.getShape().get(1);
    long columns = prediction.getShape().get(2);
    long channels = prediction.getShape().get(3);
    long k = height(images) / rows;
    long p = side(images, hidden.getShape().get(1));
    long down = height(images) / p;
    long across = images.getShape().get(3) / p;
    return prediction
        .reshape(count, rows, 1, columns, 1, channels)
        .broadcast(count, rows, k, columns, k, channels) // (A, R, k, S, k, C)
        .reshape(count, down, p, across, p, channels) // (A, h, w, C) in patches
        .transpose(0, 1, 3, 2, 4, 5) // (A, h/p, p, w/p, p, C) -> (A, h/p, w/p, p, p, C)
        .reshape(count, down * across, p * p * channels); // -> (A, N, P)
  }

  private static long height(NDArray images) {
    return images.getShape().get(2);
  }

  // The side of the squares of which so many tile an image.
  private static long side(NDArray images, long squares) {
    long pixels = height(images) * images.getShape().get(3);
    return Math.round(Math.sqrt((double) pixels / squares));
  }
}
