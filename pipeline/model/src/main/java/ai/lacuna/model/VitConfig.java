package ai.lacuna.model;

import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.ViewSpec;
import java.util.List;
import java.util.Locale;

/**
 * A vision transformer (Dosovitskiy et al. 2020): pre-norm, usually with a class token.
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
 * @param relativePosition what attention knows about how far tokens are apart
 * @param qkvBias which of queries, keys and values have a bias
 * @param init what parameters are before training
 * @param classToken whether a class token precedes the patches
 * @param patchNorm what follows the projection of patches
 * @param projBias whether the dense layers of blocks besides queries, keys and values have a bias
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
    @Doc(
            "Table added to patches: fixed sine-cosine (sincos; sincos-rows-first: MoCo v3's), learned, none")
        Position position,
    @Doc("What each channel of a block's branches is multiplied by at first; 0 = no such scales")
        @Range("[0, )")
        double layerScale,
    @Doc(
            "Learned biases of relative positions: none, one table that all blocks share, or per block")
        RelativePosition relativePosition,
    @Doc("Which have a bias: all of queries, keys and values, no keys, or none") QkvBias qkvBias,
    @Doc("Initial values: as the official code of MAE, BEiT, DINO, MoCo v3 or AIM")
        Initialisation init,
    @Doc("Whether a class token comes first, or there is none") EncoderOutput.ClassToken classToken,
    @Doc("What follows the projection of patches: nothing, or a layer norm") PatchNorm patchNorm,
    @Doc("Which of the blocks' other dense layers have a bias: all or none") ProjBias projBias)
    implements BackboneConfig {

  /** What recipes call this family of architectures. */
  public static final String TYPE = "vit";

  /** Where tokens learn their place from. */
  public enum Position {
    /** A fixed 2-D sine-cosine table (MAE, Appendix A.1). */
    SINCOS,
    /** As {@link #SINCOS} with the halves exchanged: the first tells the row (MoCo v3, vits.py). */
    SINCOS_ROWS_FIRST,
    /** A learned table, one row per token. */
    LEARNED,
    /** Nothing is added; relative positions have to tell (BEiT and SimMIM). */
    NONE;

    private boolean isSineCosine() {
      return switch (this) {
        case SINCOS, SINCOS_ROWS_FIRST -> true;
        case LEARNED, NONE -> false;
      };
    }
  }

  /**
   * Learned biases on the attention between two tokens that depend on how far they are apart, for
   * each head (BEiT, beit/modeling_finetune.py). The class token has three further ones: to
   * patches, from patches, and to itself.
   */
  public enum RelativePosition {
    /** There are none. */
    NONE,
    /** One table for all blocks. */
    SHARED,
    /** A table for each block. */
    PER_BLOCK
  }

  /** Which of queries, keys and values have a bias. */
  public enum QkvBias {
    /** All. */
    ALL,
    /** Queries and values (BEiT): softmax does not see a bias of keys. */
    NO_KEYS,
    /** None has (AIM). */
    NONE
  }

  /** What follows the projection of patches. */
  public enum PatchNorm {
    /** Nothing. */
    NONE,
    /** A layer norm (AIM), before positions are added. */
    LAYER
  }

  /** Whether the dense layers of blocks besides queries, keys and values have a bias. */
  public enum ProjBias {
    /** All have. */
    ALL,
    /** None has (AIM). */
    NONE
  }

  public VitConfig {
    image = Sides.normalised(image);
  }

  /** BEiT's kind: with a class token, without a norm of patches, with biases of projections. */
  public VitConfig(
      List<Integer> image,
      int patch,
      int width,
      int depth,
      int heads,
      double mlpRatio,
      Position position,
      double layerScale,
      RelativePosition relativePosition,
      QkvBias qkvBias,
      Initialisation init) {
    this(
        image,
        patch,
        width,
        depth,
        heads,
        mlpRatio,
        position,
        layerScale,
        relativePosition,
        qkvBias,
        init,
        EncoderOutput.ClassToken.FIRST,
        PatchNorm.NONE,
        ProjBias.ALL);
  }

  /** MAE's kind, which has none of the further settings. */
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

  /** MAE's kind with layer scale. */
  public VitConfig(
      List<Integer> image,
      int patch,
      int width,
      int depth,
      int heads,
      double mlpRatio,
      Position position,
      double layerScale) {
    this(
        image,
        patch,
        width,
        depth,
        heads,
        mlpRatio,
        position,
        layerScale,
        RelativePosition.NONE,
        QkvBias.ALL,
        Initialisation.MAE);
  }

  /** ViT-Base/16 on 224 × 224 pixels. */
  public static VitConfig defaults() {
    return published(16, 768, 12, 12);
  }

  /** One of the published architectures, which share the rest. */
  static VitConfig published(int patch, int width, int depth, int heads) {
    return new VitConfig(List.of(224), patch, width, depth, heads, 4, Position.SINCOS);
  }

  /** One of BEiT's architectures, of which SimMIM uses the first. */
  static VitConfig publishedByBeit(int width, int depth, int heads, double layerScale) {
    return new VitConfig(
        List.of(224),
        16,
        width,
        depth,
        heads,
        4,
        Position.NONE,
        layerScale,
        RelativePosition.SHARED,
        QkvBias.NO_KEYS,
        Initialisation.BEIT);
  }

  /** One of AIM's architectures (models.py): patches of 14 pixels. */
  static VitConfig publishedByAim(int width, int depth, int heads) {
    return likeAim(List.of(224), 14, width, depth, heads, 4);
  }

  /**
   * AIM's kind: no class token, a norm of the projected patches, no biases but those of the norms
   * and of the projection.
   */
  public static VitConfig likeAim(
      List<Integer> image, int patch, int width, int depth, int heads, double mlpRatio) {
    return new VitConfig(
        image,
        patch,
        width,
        depth,
        heads,
        mlpRatio,
        Position.SINCOS,
        0,
        RelativePosition.NONE,
        QkvBias.NONE,
        Initialisation.AIM,
        EncoderOutput.ClassToken.NONE,
        PatchNorm.LAYER,
        ProjBias.NONE);
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
        !position.isSineCosine() || width % 4 == 0,
        "width",
        width,
        "a multiple of 4, as sine-cosine positions need");
    problems.require(
        position != Position.NONE || relativePosition != RelativePosition.NONE,
        "position",
        "none",
        "sincos or learned, as there are no relative positions either");
    boolean first = classToken == EncoderOutput.ClassToken.FIRST;
    problems.require(
        first || position != Position.LEARNED,
        "position",
        "learned",
        "sincos with classToken: none, as a learned table has a row for the class token");
    problems.require(
        first || relativePosition == RelativePosition.NONE,
        "relativePosition",
        name(relativePosition),
        "none with classToken: none, as the table has rows for the class token");
    problems.require(
        mlpWidth() >= 1, "mlpRatio", mlpRatio, "at least 1 / width, so that an MLP has a neuron");
  }

  @Override
  public void checkPlan(Plan plan, Problems problems) {
    if (relativePosition != RelativePosition.NONE) {
      checkRelative(plan, problems);
    }
    for (ViewSpec view : plan.views()) {
      problems.require(
          view.side() % patch == 0,
          "patch",
          patch,
          "a divisor of " + view.side() + ", the side of the objective's view " + view.name());
      if (view.mask() instanceof MaskSpec.Prefix prefix && view.side() % patch == 0) {
        problems.require(
            prefix.fits(grid(view)),
            "patch",
            patch,
            "small enough for more than %d patches, the longest prefix of the objective's view %s, which has %s"
                .formatted(prefix.longest(grid(view)), view.name(), grid(view).size()));
      }
    }
    int blocks = plan.teacher().map(TeacherSpec::blocks).orElse(0);
    problems.require(
        blocks <= depth,
        "depth",
        depth,
        "at least " + blocks + ", as the objective learns from the teacher's last blocks");
    checkClassToken(plan, problems);
  }

  private void checkClassToken(Plan plan, Problems problems) {
    boolean decodes =
        plan.modules().values().stream().anyMatch(ModuleSpec.MaskedDecoder.class::isInstance);
    problems.require(
        classToken == EncoderOutput.ClassToken.FIRST || !decodes,
        "classToken",
        "none",
        "first, as the objective has a masked decoder, which takes one");
  }

  // Their index belongs to the whole grid of images of one size.
  private void checkRelative(Plan plan, Problems problems) {
    String given = name(relativePosition);
    problems.require(
        plan.mode() != EncodeMode.VISIBLE_ONLY,
        "relativePosition",
        given,
        "none, as the objective encodes visible patches only");
    problems.require(
        plan.views().stream().allMatch(view -> view.shape(shape(1)).equals(shape(1))),
        "relativePosition",
        given,
        "none, as the objective has views of other sizes than the encoder's image");
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What its blocks have beyond plain ones. */
  TransformerKernels.Style style() {
    return new TransformerKernels.Style(
        layerScale,
        relativePosition,
        new Shape(new RelativePositions(grid()).rows(), heads),
        qkvBias,
        projBias,
        init,
        new TransformerKernels.Stem(classToken, patchNorm));
  }

  @Override
  public EncoderOutput output() {
    return new EncoderOutput(grid(), width, classToken);
  }

  /** Tokens of a whole image, L. */
  public int tokens() {
    return classToken.count() + grid().size();
  }

  @Override
  public int blocks() {
    return depth;
  }

  @Override
  public boolean recomputes() {
    return true;
  }

  @Override
  public int readableBlocks() {
    return depth;
  }

  @Override
  public boolean attendsCausally() {
    return true;
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
