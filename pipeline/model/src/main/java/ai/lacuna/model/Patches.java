package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.plan.Target;
import org.jspecify.annotations.Nullable;

/**
 * Images as patch vectors, and the targets made from them; computed when first asked for.
 *
 * <p>Letters: B images, C channels, R × S = N patches, p patch side, P = p² · C values per patch.
 * Elements of a patch are ordered (row, column, channel), the channel fastest.
 */
final class Patches {

  private static final int[] LAST = {-1};
  private static final float EPSILON = 1e-6f;

  private final NDArray images;
  private final int side;
  private final Target kind;
  private @Nullable Cut cut;
  private @Nullable NDArray target;

  // Pixels (B, N, P), and what normalises them, each (B, N, 1).
  private record Cut(NDArray pixels, NDArray mean, NDArray deviation) {}

  /**
   * Patches of a batch.
   *
   * @param images (B, C, height, width)
   * @param side p
   * @param kind what {@link #target} is
   */
  Patches(NDArray images, int side, Target kind) {
    this.images = images;
    this.side = side;
    this.kind = kind;
  }

  /** What predictions are compared with, (B, N, P). */
  NDArray target() {
    if (target == null) {
      target =
          switch (kind) {
            case PIXELS -> pixels();
            case NORMALISED_PIXELS -> cut().pixels().sub(cut().mean()).div(cut().deviation());
            case NONE -> throw noTarget();
          };
    }
    return target;
  }

  /** Undoes the normalisation of {@link #target}. */
  NDArray toPixels(NDArray patches) {
    return switch (kind) {
      case PIXELS -> patches;
      case NORMALISED_PIXELS -> patches.mul(cut().deviation()).add(cut().mean());
      case NONE -> throw noTarget();
    };
  }

  private NDArray pixels() {
    long batch = images.getShape().get(0);
    long channels = images.getShape().get(1);
    long rows = images.getShape().get(2) / side;
    long columns = images.getShape().get(3) / side;
    return images
        .reshape(batch, channels, rows, side, columns, side)
        .transpose(0, 2, 4, 3, 5, 1) // (B, C, R, p, S, p) -> (B, R, S, p, p, C)
        .reshape(batch, rows * columns, side * side * channels); // -> (B, N, P)
  }

  private Cut cut() {
    if (cut == null) {
      NDArray pixels = pixels();
      NDArray mean = pixels.mean(LAST, true); // (B, N, P) -> (B, N, 1)
      // Unbiased: the divisor is P - 1. The epsilon stands inside of the root.
      long divisor = Math.max(1, pixels.getShape().get(2) - 1);
      NDArray variance = pixels.sub(mean).square().sum(LAST, true).div(divisor);
      cut = new Cut(pixels, mean, variance.add(EPSILON).sqrt());
    }
    return cut;
  }

  private static IllegalStateException noTarget() {
    return new IllegalStateException("the plan names no target; add target(…) to it");
  }
}
