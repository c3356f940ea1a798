package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.plan.Target;

/**
 * Images as patch vectors, and the targets made from them.
 *
 * <p>Letters: B images, C channels, R × S = N patches, p patch side, P = p² · C values per patch.
 * Elements of a patch are ordered (row, column, channel), the channel fastest.
 */
final class Patches {

  private static final int[] LAST = {-1};
  private static final float EPSILON = 1e-6f;

  private final NDArray pixels; // (B, N, P)
  private final Target kind;
  private final NDArray mean; // (B, N, 1)
  private final NDArray deviation; // (B, N, 1)

  /**
   * Cuts images into patches.
   *
   * @param images (B, C, height, width)
   * @param patch p
   * @param kind what {@link #target} is
   */
  Patches(NDArray images, int patch, Target kind) {
    this.pixels = cut(images, patch);
    this.kind = kind;
    this.mean = pixels.mean(LAST, true);
    long elements = pixels.getShape().get(2);
    // Unbiased: the divisor is P - 1. The epsilon stands inside the root.
    NDArray variance = pixels.sub(mean).square().sum(LAST, true).div(elements - 1f);
    this.deviation = variance.add(EPSILON).sqrt();
  }

  static NDArray cut(NDArray images, int patch) {
    long batch = images.getShape().get(0);
    long channels = images.getShape().get(1);
    long rows = images.getShape().get(2) / patch;
    long columns = images.getShape().get(3) / patch;
    return images
        .reshape(batch, channels, rows, patch, columns, patch)
        .transpose(0, 2, 4, 3, 5, 1) // (B, C, R, p, S, p) -> (B, R, S, p, p, C)
        .reshape(batch, rows * columns, patch * patch * channels); // -> (B, N, P)
  }

  /** What predictions are compared with, (B, N, P). */
  NDArray target() {
    return switch (kind) {
      case PIXELS -> pixels;
      case NORMALISED_PIXELS -> pixels.sub(mean).div(deviation);
      case NONE -> throw new IllegalStateException("the plan has no target; set one in plan()");
    };
  }

  /** Undoes the normalisation of {@link #target}. */
  NDArray toPixels(NDArray patches) {
    return switch (kind) {
      case PIXELS -> patches;
      case NORMALISED_PIXELS -> patches.mul(deviation).add(mean);
      case NONE -> throw new IllegalStateException("the plan has no target; set one in plan()");
    };
  }
}
