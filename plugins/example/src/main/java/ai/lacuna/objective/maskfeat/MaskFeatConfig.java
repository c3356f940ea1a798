package ai.lacuna.objective.maskfeat;

import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.TrainingDefaults;

/**
 * The settings of MaskFeat.
 *
 * @param maskRatio share of hidden patches
 * @param cell side of a cell in pixels; divides the patch side
 * @param bins orientations of a histogram
 * @param decoderWidth token width of the decoder
 * @param decoderDepth blocks of the decoder
 * @param decoderHeads attention heads of the decoder; divides its width
 */
public record MaskFeatConfig(
    @Doc("Share of patches that are hidden") @Range("(0, 1)") double maskRatio,
    @Doc("Side of a histogram's cell in pixels; must divide the patch side") @Range("[1, )")
        int cell,
    @Doc("Orientations that a histogram tells apart") @Range("[2, )") int bins,
    @Doc("Token width of the decoder") @Range("[4, )") int decoderWidth,
    @Doc("Number of blocks of the decoder") @Range("[1, )") int decoderDepth,
    @Doc("Attention heads of the decoder; must divide its width") @Range("[1, )") int decoderHeads)
    implements Config {

  /** Mask ratio, cells and bins of the paper (sections 3 and 4); the decoder is our own. */
  public static MaskFeatConfig defaults() {
    return new MaskFeatConfig(0.4, 8, 9, 128, 1, 4);
  }

  // ViT-Base on ImageNet: the official code's configs/masked_ssl/in1k_VIT_B_MaskFeat_PT.yaml, which
  // gives the rate for 256 images; 2048 images at once are the paper's.
  static TrainingDefaults published() {
    return new TrainingDefaults(300, 2048, 2e-4, 1e-6, 30, 0.05, 0.9, 0.999, 0.02);
  }

  @Override
  public void check(Problems problems) {
    problems.require(
        decoderWidth % decoderHeads == 0,
        "decoderHeads",
        decoderHeads,
        "a divisor of decoderWidth = " + decoderWidth);
    problems.require(
        decoderWidth % 4 == 0,
        "decoderWidth",
        decoderWidth,
        "a multiple of 4, as sine-cosine positions need");
  }

  /** The decoder that predicts a patch's histograms. */
  ModuleSpec decoder(PlanContext context) {
    if (context.patch() % cell != 0) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "cell",
          cell,
          "a divisor of the patch side " + context.patch(),
          "set cell to the patch side or half of it");
    }
    int cells = context.patch() / cell * (context.patch() / cell);
    int outputs = cells * context.image().channels() * bins;
    return new ModuleSpec.MaskedDecoder(decoderWidth, decoderDepth, decoderHeads, 4, outputs);
  }
}
