package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.plan.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Images as patch vectors, and the targets made from them; computed when first asked for. Tokens
 * come from outside.
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
  private final Optional<NDArray> tokens;
  private @Nullable Cut cut;
  private @Nullable NDArray target;

  // Pixels (…, P), and what normalises them, each (…, 1).
  private record Cut(NDArray pixels, NDArray mean, NDArray deviation) {

    static Cut of(NDArray pixels) {
      NDArray mean = pixels.mean(LAST, true); // (…, P) -> (…, 1)
      // Unbiased: the divisor is P - 1. The epsilon stands inside of the root.
      long divisor = Math.max(1, pixels.getShape().get(pixels.getShape().dimension() - 1) - 1);
      NDArray variance = pixels.sub(mean).square().sum(LAST, true).div(divisor);
      return new Cut(pixels, mean, variance.add(EPSILON).sqrt());
    }

    NDArray normalised() {
      return pixels.sub(mean).div(deviation);
    }
  }

  /**
   * Patches of a batch.
   *
   * @param images (B, C, height, width)
   * @param side p
   * @param kind what {@link #target} is
   * @param tokens (B, N) int64, where the target is tokens
   */
  Patches(NDArray images, int side, Target kind, Optional<NDArray> tokens) {
    this.images = images;
    this.side = side;
    this.kind = kind;
    this.tokens = tokens;
  }

  /** What predictions are compared with, (B, N, P) or (B, N). */
  NDArray target() {
    if (target == null) {
      target =
          switch (kind) {
            case PIXELS -> pixels();
            case NORMALISED_PIXELS -> cut().normalised();
            case TOKENS -> tokens();
            case NONE -> throw noTarget();
          };
    }
    return target;
  }

  /** As {@link #target} for the hidden patches alone, (H, P) or (H). */
  NDArray hiddenTarget(Masks masks) {
    return switch (kind) {
      case PIXELS -> masks.ofHidden(pixels());
      case NORMALISED_PIXELS -> Cut.of(masks.ofHidden(pixels())).normalised();
      case TOKENS -> masks.ofHidden(tokens().expandDims(2)).squeeze(1); // (B, N) -> (H)
      case NONE -> throw noTarget();
    };
  }

  /** Undoes the normalisation of {@link #target}. */
  NDArray toPixels(NDArray patches) {
    return switch (kind) {
      case PIXELS -> patches;
      case NORMALISED_PIXELS -> patches.mul(cut().deviation()).add(cut().mean());
      case TOKENS -> throw new IllegalStateException("tokens are no pixels");
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
      cut = Cut.of(pixels());
    }
    return cut;
  }

  private NDArray tokens() {
    return tokens.orElseThrow(
        () -> new IllegalStateException("the plan asks for tokens, but the view has none"));
  }

  private static IllegalStateException noTarget() {
    return new IllegalStateException("the plan names no target; add target(…) to it");
  }
}
