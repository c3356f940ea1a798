package ai.lacuna.tokenizer.cache;

import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.augment.Interpolation;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ViewSpec;
import java.util.List;
import java.util.Optional;

/**
 * What a tokenizer sees of the crop that the encoder sees. Where both take images of one size, it
 * is the same pixels. Otherwise it is the same part of the image, flipped and coloured alike,
 * resized with Lanczos' filter, as BEiT does it (beit/transforms.py,
 * RandomResizedCropAndInterpolationWithTwoPic).
 */
public final class TokenView {

  /** The name of the view, which is no view of a plan. */
  public static final String NAME = "tokenizer";

  private TokenView() {}

  /**
   * The view, for a loader whose images are the encoder's.
   *
   * @param first the plan's first view
   * @param encoder what the encoder takes
   * @param tokenizer what the tokenizer takes
   * @return empty if that is the plan's view itself
   */
  public static Optional<ViewSpec> of(ViewSpec first, ImageShape encoder, ImageShape tokenizer) {
    if (first.shape(encoder).equals(tokenizer)) {
      return Optional.empty();
    }
    return Optional.of(
        new ViewSpec(
            NAME,
            lanczos(first.crop()),
            first.crops(),
            tokenizer.height(),
            new MaskSpec.None(),
            first.draws()));
  }

  /** The view to train a tokenizer on, for a loader whose images are the tokenizer's. */
  public static ViewSpec training(ViewSpec first, ImageShape encoder, ImageShape tokenizer) {
    boolean same = first.shape(encoder).equals(tokenizer);
    return new ViewSpec(
        NAME,
        same ? first.crop() : lanczos(first.crop()),
        List.of(first.crops().get(0)),
        ViewSpec.ENCODER_SIZE,
        new MaskSpec.None(),
        NAME);
  }

  /**
   * Whether the same part of an image can be shown at another size: a padded crop is made of the
   * pixels of one size.
   */
  public static boolean scales(Crop crop) {
    return !(crop instanceof Crop.Padded);
  }

  private static Crop lanczos(Crop crop) {
    if (crop instanceof Crop.RandomResized c) {
      return new Crop.RandomResized(
          c.minArea(), c.maxArea(), c.minAspect(), c.maxAspect(), Interpolation.LANCZOS);
    } else if (crop instanceof Crop.Whole) {
      return new Crop.Whole(Interpolation.LANCZOS);
    }
    return crop;
  }
}
