package ai.lacuna.objective.maskfeat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Histograms of oriented gradients (Dalal and Triggs, 2005) of the patches of an image.
 *
 * <p>The gradient of each channel is the difference of the two neighbours, g = (right - left, below
 * - above), where a pixel at the edge is its own neighbour. Its length votes for the bin of its
 * direction modulo π: bin k holds the angles from k · π/K to (k+1) · π/K, counted from the x axis
 * towards y, which points down. The votes of a cell are a histogram of length 1, or all 0 where
 * nothing changes.
 *
 * <p>Letters: B images, C channels, R × S = N patches, p patch side, c cell side, q = p/c cells
 * along a patch, K bins.
 *
 * <p>Differs from MaskFeat's code in: neighbours are not smoothed across the gradient, as Dalal and
 * Triggs found best.
 *
 * @param cell side of a cell in pixels c
 * @param bins K
 */
record Hog(int cell, int bins) {

  private static final float PI = (float) Math.PI;
  private static final float EPSILON = 1e-6f;

  /**
   * The histograms of every patch, ordered (cell row, cell column, channel, bin).
   *
   * @param images (B, C, height, width), whole patches
   * @param patches N, square ones whose side is a multiple of the cell side
   * @return (B, N, q² · C · K)
   */
  NDArray of(NDArray images, long patches) {
    long batch = images.getShape().get(0);
    long channels = images.getShape().get(1);
    long height = images.getShape().get(2);
    long width = images.getShape().get(3);
    long patch = Math.round(Math.sqrt((double) height * width / patches)); // p
    long rows = height / patch;
    long columns = width / patch;
    long q = patch / cell;
    NDArray histograms =
        votes(images) // (B, C, height, width, K)
            .reshape(batch, channels, rows * q, cell, columns * q, cell, bins)
            .sum(new int[] {3, 5}); // (B, C, Rq, c, Sq, c, K) -> (B, C, Rq, Sq, K)
    NDArray length = histograms.square().sum(new int[] {4}, true).sqrt(); // -> (…, 1)
    return histograms
        .div(length.maximum(EPSILON))
        .reshape(batch, channels, rows, q, columns, q, bins)
        .transpose(0, 2, 4, 3, 5, 1, 6) // (B, C, R, q, S, q, K) -> (B, R, S, q, q, C, K)
        .reshape(batch, patches, q * q * channels * bins);
  }

  // Every pixel's vote: its gradient's length in the bin of its direction, (B, C, height, width,
  // K).
  private NDArray votes(NDArray images) {
    NDArray x = next(images, 3).sub(previous(images, 3));
    NDArray y = next(images, 2).sub(previous(images, 2));
    NDArray length = x.square().add(y.square()).sqrt();
    NDArray angle = y.atan2(x); // in [-π, π]
    NDArray turned = angle.add(angle.lt(0).toType(DataType.FLOAT32, false).mul(PI));
    // π is 0 again; without this, rounding decides whether a falling edge votes as a rising one.
    NDArray direction = turned.mul(turned.lt(PI).toType(DataType.FLOAT32, false)); // in [0, π)
    NDArray bin = direction.mul((float) (bins / Math.PI)).floor().minimum(bins - 1);
    return bin.toType(DataType.INT64, false)
        .oneHot(bins, DataType.FLOAT32)
        .mul(length.expandDims(4));
  }

  // Each pixel's right or lower neighbour.
  private static NDArray next(NDArray images, int axis) {
    String all = ":, ".repeat(axis);
    return images.get(all + "1:").concat(images.get(all + "-1:"), axis);
  }

  // Each pixel's left or upper neighbour.
  private static NDArray previous(NDArray images, int axis) {
    String all = ":, ".repeat(axis);
    return images.get(all + "0:1").concat(images.get(all + ":-1"), axis);
  }
}
