package ai.lacuna.objective.mae;

import static ai.lacuna.api.plan.MaskSpec.BlockWise.THIRD_OF_SIDE;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.MaskSpec.BlockWise.Shortfall;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;

/**
 * The settings of MAE.
 *
 * @param maskRatio share of hidden patches
 * @param decoderWidth token width of the decoder
 * @param decoderDepth blocks of the decoder
 * @param decoderHeads attention heads of the decoder; divides its width
 * @param decoderMlpRatio hidden width of the decoder's MLPs over its token width
 * @param target what the decoder predicts
 * @param mask how hidden patches are chosen
 */
public record MaeConfig(
    @Doc("Share of patches that are hidden") @Range("(0, 1)") double maskRatio,
    @Doc("Token width of the decoder") @Range("[1, )") int decoderWidth,
    @Doc("Number of blocks of the decoder") @Range("[1, )") int decoderDepth,
    @Doc("Attention heads of the decoder; must divide its width") @Range("[1, )") int decoderHeads,
    @Doc("Hidden width of the decoder's MLPs over its token width") @Range("(0, )")
        double decoderMlpRatio,
    @Doc("What is predicted: raw pixels, or each patch's pixels normalised by themselves")
        PixelTarget target,
    @Doc("How hidden patches are chosen: at random, as blocks, or all but one of each 2 x 2")
        MaskSampling mask)
    implements Config {

  /** What the decoder predicts. */
  public enum PixelTarget {
    /** Raw pixels: the baseline of the paper's ablations (table 1). */
    PIXELS(Target.PIXELS),
    /** Pixels normalised patch by patch: better, and what all released models use (table 1d). */
    NORMALISED_PIXELS(Target.NORMALISED_PIXELS);

    private final Target target;

    PixelTarget(Target target) {
      this.target = target;
    }

    Target asTarget() {
      return target;
    }
  }

  /** How hidden patches are chosen (section 4.1, "mask sampling strategy", and table 1f). */
  public enum MaskSampling {
    /** Uniformly: the paper's choice. */
    RANDOM,
    /** Block-wise as in BEiT; masks that BEiT would leave short are completed at random. */
    BLOCK,
    /** One patch of each 2 × 2 stays; the ratio has to be 0.75. */
    GRID
  }

  private static final double GRID_RATIO = 0.75;

  /** The paper's default decoder and masking ratio (section 4.1, table 1). */
  public static MaeConfig defaults() {
    return new MaeConfig(0.75, 512, 8, 16, 4, PixelTarget.NORMALISED_PIXELS, MaskSampling.RANDOM);
  }

  // Appendix A.1, table 8 ("pre-training setting"); 800 epochs as in the ablations of table 1.
  static TrainingDefaults published() {
    return new TrainingDefaults(800, 4096, 1.5e-4, 0, 40, 0.05, 0.9, 0.95, 0);
  }

  ModuleSpec decoder(int outputs) {
    return new ModuleSpec.MaskedDecoder(
        decoderWidth, decoderDepth, decoderHeads, decoderMlpRatio, outputs);
  }

  MaskSpec maskSpec() {
    return switch (mask) {
      case RANDOM -> new MaskSpec.Random(maskRatio);
      case BLOCK -> new MaskSpec.BlockWise(maskRatio, THIRD_OF_SIDE, Shortfall.COMPLETE);
      case GRID -> new MaskSpec.GridWise();
    };
  }

  @Override
  public void check(Problems problems) {
    problems.require(
        mask != MaskSampling.GRID || maskRatio == GRID_RATIO,
        "maskRatio",
        maskRatio,
        GRID_RATIO + " with mask: grid, which keeps one patch of each 2 x 2");
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
    problems.require(
        (int) (decoderWidth * decoderMlpRatio) >= 1,
        "decoderMlpRatio",
        decoderMlpRatio,
        "at least 1 / decoderWidth, so that an MLP has a neuron");
  }
}
