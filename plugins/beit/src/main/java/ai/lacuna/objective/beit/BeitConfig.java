package ai.lacuna.objective.beit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.augment.Augmentation.ColourJitter;
import ai.lacuna.api.augment.Augmentation.Flip;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.ModuleSpec.Parameter;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.VectorDecay;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.schedule.RateCurve;
import java.util.Map;

/**
 * The settings of BEiT.
 *
 * @param maskRatio most patches that are hidden over all patches; the number is rounded
 * @param minBlockPatches smallest area of a hidden block; {@link MaskSpec.BlockWise#THIRD_OF_SIDE}
 *     = the square of a third of the grid's shorter side, which is the paper's 16 on 14 × 14
 */
public record BeitConfig(
    @Doc("Most patches that are hidden, as a share of all") @Range("(0, 1)") double maskRatio,
    @Doc("Smallest hidden block in patches; 0 = a third of the grid's shorter side, squared")
        @Range("[0, )")
        int minBlockPatches)
    implements Config {

  private static final Init INIT = new Init.TruncatedNormal(0.02, 0.02);

  /** The official code's 75 of 196 patches, in blocks of 16 or more. */
  public static BeitConfig defaults() {
    return new BeitConfig(0.383, MaskSpec.BlockWise.THIRD_OF_SIDE);
  }

  /** Table 12, "pre-training"; rates there are for 2048 images, ours for 256. */
  static TrainingDefaults published() {
    return new TrainingDefaults(800, 2048, 1.5e-3 / 8, 1e-5, 10, 0.05, 0.9, 0.999, 3)
        .with(RateCurve.SteppedCosine.defaults())
        .withDecay(
            VectorDecay.EXEMPT,
            new NamePattern("encoder.cls_token"),
            new NamePattern("encoder.pos_embed"))
        .withDropPath(0.1);
  }

  /** Table 12 and the official datasets.py: crops of 8 % or more, flips, colours. */
  static ViewSpec view() {
    return ViewSpec.of(
        ViewSpec.IMAGE,
        Crop.RandomResized.of(0.08, 1),
        new ColourJitter(0.4, 0.4, 0.4, 0, 1),
        Flip.defaults());
  }

  /**
   * How patches are hidden.
   *
   * @throws LacunaException of kind CONFIG if the grid is too coarse for the ratio, or for blocks
   */
  MaskSpec mask(PlanContext context) {
    MaskSpec.BlockWise mask =
        new MaskSpec.BlockWise(maskRatio, minBlockPatches, MaskSpec.BlockWise.Shortfall.KEEP);
    int patches = context.grid().size();
    if (mask.budget(context.grid()) < mask.minBlock(context.grid())) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "maskRatio",
          maskRatio + ", which is " + mask.budget(context.grid()) + " of " + patches + " patches",
          "at least one block of " + mask.minBlock(context.grid()) + " patches",
          "raise maskRatio, lower minBlockPatches, or use smaller patches");
    }
    return mask;
  }

  /**
   * The linear layer that scores the codes of a tokenizer: (H, D) becomes (H, K). Before there is a
   * tokenizer, K is 1.
   *
   * @throws LacunaException of kind CONFIG if the encoder has no token for each patch
   */
  ModuleSpec head(PlanContext context) {
    context.requirePatchTokens("as each patch has a code to predict");
    int codes = Math.max(1, context.vocabulary());
    return new ModuleSpec.Custom(
        Map.of(
            "weight", new Parameter(new Shape(codes, context.width()), INIT),
            "bias", new Parameter(new Shape(codes), Init.ZEROS)),
        (parameters, inputs) -> {
          NDArray weight = parameters.apply("weight").transpose(); // (K, D) -> (D, K)
          return inputs[0].matMul(weight).add(parameters.apply("bias")); // (H, D) -> (H, K)
        });
  }
}
