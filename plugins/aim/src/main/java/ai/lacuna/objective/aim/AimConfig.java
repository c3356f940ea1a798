package ai.lacuna.objective.aim;

import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Bias;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Positions;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;

/**
 * The settings of AIM.
 *
 * @param attention which patches a patch sees
 * @param headWidth token width of the head
 * @param headDepth residual MLPs of the head
 * @param headMlpRatio their hidden width over the head's width
 * @param headPositions what the head is told about places
 * @param headBias whether its dense layers have a bias
 * @param target what the head predicts
 */
public record AimConfig(
    @Doc("What a patch sees: a random prefix and all before it, or only what is before it")
        Attention attention,
    @Doc("Token width of the prediction head") @Range("[1, )") int headWidth,
    @Doc("Number of residual MLPs of the prediction head") @Range("[0, )") int headDepth,
    @Doc("Hidden width of the head's MLPs over its token width") @Range("(0, )")
        double headMlpRatio,
    @Doc("Positions that are added before the head: sine-cosine, or none") Positions headPositions,
    @Doc("Which of the head's dense layers have a bias: none or all") Bias headBias,
    @Doc("What is predicted: raw pixels, or each patch's pixels normalised by themselves")
        PixelTarget target)
    implements Config {

  /** Which patches a patch sees (section 4.2, "Prefix Transformer", and table 3d). */
  public enum Attention {
    /** A first part of random length, of which nothing is predicted, and all before itself. */
    PREFIX,
    /** What comes before itself alone: the baseline of the paper's ablation. */
    CAUSAL
  }

  /** What the head predicts. */
  public enum PixelTarget {
    /** Raw pixels. */
    PIXELS(Target.PIXELS),
    /** Pixels normalised patch by patch, as in MAE: the paper's choice (section 4.2). */
    NORMALISED_PIXELS(Target.NORMALISED_PIXELS);

    private final Target target;

    PixelTarget(Target target) {
      this.target = target;
    }

    Target asTarget() {
      return target;
    }
  }

  /** The paper's head (section 4.2, table 4): 12 MLPs of width 2048 without biases. */
  public static AimConfig defaults() {
    return new AimConfig(
        Attention.PREFIX, 2048, 12, 4, Positions.SINCOS, Bias.NONE, PixelTarget.NORMALISED_PIXELS);
  }

  // A mean over the hidden patches of all images: a longer prefix leaves fewer of an image.
  LossScope lossScope() {
    return switch (attention) {
      case PREFIX -> LossScope.WEIGHED_IMAGES;
      case CAUSAL -> LossScope.EACH_IMAGE;
    };
  }

  // Table 1: 1e-3 for 4096 images; rates here are for 256. The rest is lightly's reading of the
  // appendix (benchmarks/imagenet/vitb16/aim.py): 125,000 steps are 400 epochs of ImageNet-1k, and
  // 31,250 of warm-up are 100.
  static TrainingDefaults published() {
    return new TrainingDefaults(400, 4096, 1e-3 / 16, 0, 100, 0.05, 0.9, 0.95, 1);
  }

  /**
   * Which patches are the prefix.
   *
   * @throws LacunaException of kind CONFIG if there is no patch to predict
   */
  MaskSpec mask(PlanContext context) {
    if (context.grid().size() < 2) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "backbone.patch",
          context.patch() + ", which makes one patch of an image",
          "at least two patches, as the second is predicted from the first",
          "use smaller patches or larger images");
    }
    return switch (attention) {
      case PREFIX -> new MaskSpec.Prefix(MaskSpec.Prefix.ALL_BUT_ONE);
      case CAUSAL -> new MaskSpec.Prefix(1);
    };
  }

  /**
   * What predicts the pixels of a patch from the token before it.
   *
   * @throws LacunaException of kind CONFIG if there are no such positions for the encoder's width
   */
  ModuleSpec head(PlanContext context) {
    if (headPositions == Positions.SINCOS && context.width() % 4 != 0) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "headPositions",
          "sincos",
          "none, as the encoder's width " + context.width() + " is no multiple of 4",
          "use headPositions: none, or another width");
    }
    return new ModuleSpec.TokenMlp(
        headWidth, headDepth, headMlpRatio, context.patchElements(), headPositions, headBias);
  }

  @Override
  public void check(Problems problems) {
    problems.require(
        (int) (headWidth * headMlpRatio) >= 1,
        "headMlpRatio",
        headMlpRatio,
        "at least 1 / headWidth, so that an MLP has a neuron");
  }
}
