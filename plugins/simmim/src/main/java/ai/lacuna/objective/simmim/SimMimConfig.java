package ai.lacuna.objective.simmim;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.VectorDecay;

/**
 * The settings of SimMIM.
 *
 * @param maskPatch side of the squares that are hidden, in pixels
 * @param maskRatio share of hidden squares, rounded up to a whole number of them
 * @param loss how predictions are compared with pixels
 * @param targetResolution shorter side of the image that is predicted, in pixels; {@link
 *     #IMAGE_RESOLUTION} = that of the encoder's image
 * @param head what predicts
 * @param headRatio width of a head that is not linear, over the encoder's width
 * @param headDepth blocks of a transformer as head
 * @param headHeads attention heads of a transformer as head; divides its width
 */
public record SimMimConfig(
    @Doc("Side of the hidden squares in pixels; a multiple of the patch that divides the image")
        @Range("[1, )")
        int maskPatch,
    @Doc("Share of hidden squares, rounded up to whole squares") @Range("(0, 1)") double maskRatio,
    @Doc("How predictions are compared with pixels") Loss loss,
    @Doc("Shorter side of the predicted image in pixels; 0 = that of the encoder's image")
        @Range("[0, )")
        int targetResolution,
    @Doc("What predicts pixels: a linear layer, an MLP with one hidden layer, or a transformer")
        HeadKind head,
    @Doc("Width of a head that is not linear, over the encoder's width") @Range("(0, )")
        double headRatio,
    @Doc("Number of blocks of a transformer as head") @Range("[1, )") int headDepth,
    @Doc("Attention heads of a transformer as head; must divide its width") @Range("[1, )")
        int headHeads)
    implements Config {

  private static final NamePattern CLASS_TOKEN = new NamePattern("encoder.cls_token");
  private static final NamePattern POSITIONS = new NamePattern("encoder.pos_embed");
  private static final NamePattern MASK_TOKEN = new NamePattern("mask_token");

  /** The {@link #targetResolution} that stands for the encoder's image. */
  public static final int IMAGE_RESOLUTION = 0;

  /** How predictions are compared with pixels (section 4.1.4, table 5). */
  public enum Loss {
    /** Absolute error: the paper's choice. */
    L1,
    /** Half the squared error up to 1, the absolute error less a half beyond. */
    SMOOTH_L1,
    /** Squared error. */
    L2;

    /** The loss of each value. */
    NDArray of(NDArray error) {
      return switch (this) {
        case L1 -> error.abs();
        case SMOOTH_L1 -> {
          NDArray size = error.abs();
          NDArray small = size.minimum(Scalars.of(size, 1));
          // s²/2 for a size s up to 1, s - 1/2 beyond: min(s, 1) · (s - min(s, 1) / 2)
          yield small.mul(size.sub(small.mul(Scalars.of(small, 0.5))));
        }
        case L2 -> error.square();
      };
    }
  }

  /** What predicts pixels (section 4.1.2, table 2). */
  public enum HeadKind {
    /** One linear layer: the paper's choice. */
    LINEAR,
    /** Two linear layers with a GELU between. */
    MLP,
    /** Blocks on all tokens, in the stead of the paper's inverse Swin transformers. */
    TRANSFORMER
  }

  /** The paper's choices (section 4.1). */
  public static SimMimConfig defaults() {
    return new SimMimConfig(32, 0.6, Loss.L1, IMAGE_RESOLUTION, HeadKind.LINEAR, 1, 2, 4);
  }

  /**
   * The width of a head that is not linear.
   *
   * @throws LacunaException of kind CONFIG if a transformer cannot have it
   */
  int hiddenWidth(PlanContext context) {
    int width = (int) Math.max(1, Math.round(headRatio * context.width()));
    if (head == HeadKind.TRANSFORMER && (width % headHeads != 0 || width % 4 != 0)) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "headRatio",
          headRatio + ", which is a width of " + width,
          "a width that 4, as sine-cosine positions need, and headHeads = " + headHeads + " divide",
          "change headRatio or headHeads");
    }
    return width;
  }

  /**
   * The official code's 100 epochs of Swin-B (configs/swin_base__100ep), whose rates are for 512
   * images; ours for 256. Tables of relative position biases decay there, too; the mask token of a
   * Swin does not.
   */
  static TrainingDefaults published(PlanContext context) {
    TrainingDefaults usual = new TrainingDefaults(100, 2048, 1e-4, 4e-5, 10, 0.05, 0.9, 0.999, 5);
    return switch (context.output().classToken()) {
      case FIRST -> usual.withDecay(VectorDecay.EXEMPT, CLASS_TOKEN, POSITIONS);
      case NONE -> usual.withDecay(VectorDecay.EXEMPT, MASK_TOKEN);
    };
  }
}
