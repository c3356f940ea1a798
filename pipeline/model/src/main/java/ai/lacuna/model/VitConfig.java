package ai.lacuna.model;

import ai.lacuna.api.Plan;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.ViewSpec;
import java.util.List;

/**
 * A vision transformer (Dosovitskiy et al. 2020): pre-norm, with a class token.
 *
 * @param image height and width in pixels, or one number for both
 * @param patch side of a square patch in pixels
 * @param width token width D
 * @param depth number of blocks
 * @param heads attention heads; divides the width
 * @param mlpRatio hidden width of the MLPs over D
 * @param position where tokens learn their place from
 * @param layerScale first value of the learned scales on the branches' channels (Touvron et al.,
 *     2021); 0 = none
 */
@TypeName(VitConfig.TYPE)
public record VitConfig(
    @Doc("Image size in pixels: [height, width], or [side] for squares") @Range("[1, )")
        List<Integer> image,
    @Doc("Side of a patch in pixels") @Range("[1, )") int patch,
    @Doc("Token width") @Range("[1, )") int width,
    @Doc("Number of blocks") @Range("[1, )") int depth,
    @Doc("Attention heads; must divide the width") @Range("[1, )") int heads,
    @Doc("Hidden width of the MLPs over the token width") @Range("(0, )") double mlpRatio,
    @Doc("Position table: fixed sine-cosine, or learned") Position position,
    @Doc("What each channel of a block's branches is multiplied by at first; 0 = no such scales")
        @Range("[0, )")
        double layerScale)
    implements BackboneConfig {

  /** What recipes call this family of architectures. */
  public static final String TYPE = "vit";

  /** Where tokens learn their place from. */
  public enum Position {
    /** A fixed 2-D sine-cosine table (MAE, Appendix A.1). */
    SINCOS,
    /** A learned table, one row per token. */
    LEARNED
  }

  public VitConfig {
    image = Sides.normalised(image);
  }

  /** Without layer scale. */
  public VitConfig(
      List<Integer> image,
      int patch,
      int width,
      int depth,
      int heads,
      double mlpRatio,
      Position position) {
    this(image, patch, width, depth, heads, mlpRatio, position, 0);
  }

  /** ViT-Base/16 on 224 × 224 pixels. */
  public static VitConfig defaults() {
    return published(16, 768, 12, 12);
  }

  /** One of the published architectures, which share the rest. */
  static VitConfig published(int patch, int width, int depth, int heads) {
    return new VitConfig(List.of(224), patch, width, depth, heads, 4, Position.SINCOS);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public void check(Problems problems) {
    Sides.check(image, patch, "patch = " + patch, problems);
    problems.require(width % heads == 0, "heads", heads, "a divisor of width = " + width);
    problems.require(
        position != Position.SINCOS || width % 4 == 0,
        "width",
        width,
        "a multiple of 4, as sine-cosine positions need");
    problems.require(
        mlpWidth() >= 1, "mlpRatio", mlpRatio, "at least 1 / width, so that an MLP has a neuron");
  }

  @Override
  public void checkPlan(Plan plan, Problems problems) {
    for (ViewSpec view : plan.views()) {
      problems.require(
          view.side() % patch == 0,
          "patch",
          patch,
          "a divisor of " + view.side() + ", the side of the objective's view " + view.name());
    }
  }

  @Override
  public EncoderOutput output() {
    return new EncoderOutput(grid(), width, EncoderOutput.ClassToken.FIRST);
  }

  @Override
  public int blocks() {
    return depth;
  }

  @Override
  public String summary() {
    return TYPE + ", " + depth + " blocks of width " + width + ", " + Sides.patches(this);
  }

  /** Hidden width of the MLPs. */
  public int mlpWidth() {
    return (int) (width * mlpRatio);
  }
}
