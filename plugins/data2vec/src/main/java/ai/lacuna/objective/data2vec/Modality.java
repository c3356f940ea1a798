package ai.lacuna.objective.data2vec;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.augment.Augmentation.ColourJitter;
import ai.lacuna.api.augment.Augmentation.Flip;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;

/**
 * A kind of input: all that data2vec does differently for images, speech and text (sections 3.1,
 * 3.2 and 4). What an input is turned into tokens by, its encoder's embedding, is the host's; here
 * stands what is cut out of it, which of its places are hidden, which tokens belong to places, and
 * what it was published to be trained with. Everything else is the same for all.
 *
 * <p>A recipe chooses by the key {@code type}. So far there are images.
 *
 * <p>Letters: A inputs, N places of one, L tokens of one, of which L - N belong to no place, D
 * width.
 */
public sealed interface Modality extends Config {

  /** Images. */
  static Modality defaults() {
    return Image.defaults();
  }

  /** What is shown to network and teacher alike. */
  ViewSpec view();

  /**
   * Which places are hidden from the network.
   *
   * @throws LacunaException of kind CONFIG if inputs have too few places for it
   */
  MaskSpec mask(PlanContext context);

  /**
   * The tokens that belong to places.
   *
   * @param tokens all that the encoder gives, (A, L, D)
   * @param places N
   * @return (A, N, D)
   */
  NDArray places(NDArray tokens, long places);

  /** The published training settings. */
  TrainingDefaults published();

  /**
   * Images as square patches, of which blocks are hidden as BEiT hides them (section 4.1).
   *
   * @param maskRatio most patches that are hidden over all patches; the number is rounded
   * @param minBlockPatches smallest area of a hidden block; {@link
   *     MaskSpec.BlockWise#THIRD_OF_SIDE} = the square of a third of the grid's shorter side, which
   *     is the paper's 16 on 14 × 14
   */
  @TypeName("image")
  record Image(
      @Doc("Most patches that are hidden, as a share of all") @Range("(0, 1)") double maskRatio,
      @Doc("Smallest hidden block in patches; 0 = a third of the grid's shorter side, squared")
          @Range("[0, )")
          int minBlockPatches)
      implements Modality {

    /** 120 of 196 patches, in blocks of 16 or more. */
    public static Image defaults() {
      return new Image(120.0 / 196, MaskSpec.BlockWise.THIRD_OF_SIDE);
    }

    @Override
    public ViewSpec view() {
      return ViewSpec.of(
          ViewSpec.IMAGE,
          Crop.RandomResized.of(0.08, 1),
          new ColourJitter(0.4, 0.4, 0.4, 0, 1),
          Flip.defaults());
    }

    @Override
    public MaskSpec mask(PlanContext context) {
      MaskSpec.BlockWise mask =
          new MaskSpec.BlockWise(maskRatio, minBlockPatches, MaskSpec.BlockWise.Shortfall.KEEP);
      if (mask.budget(context.grid()) < mask.minBlock(context.grid())) {
        throw new LacunaException(
            LacunaException.Kind.CONFIG,
            "modality.maskRatio",
            "%s, which is %d of %d patches"
                .formatted(maskRatio, mask.budget(context.grid()), context.grid().size()),
            "at least one block of " + mask.minBlock(context.grid()) + " patches",
            "raise maskRatio, lower minBlockPatches, or use smaller patches");
      }
      return mask;
    }

    @Override
    public NDArray places(NDArray tokens, long places) {
      long first = tokens.getShape().get(1) - places; // a class token, if there is one
      return tokens.get(":, " + first + ":"); // (A, 1+N, D) -> (A, N, D)
    }

    /** Section 4.1 and the official command; rates there are for 2048 images, ours for 256. */
    @Override
    public TrainingDefaults published() {
      return Data2VecConfig.published(800, 2048, 2e-3, 40, 0.05).withDropPath(0.2);
    }
  }
}
