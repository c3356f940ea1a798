package ai.lacuna.model;

import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The architecture of an encoder. Channels are not part of it: they come from the data set.
 *
 * @param type the family of architectures
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
public record BackboneConfig(
    @Doc("Family of architectures") Type type,
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
    implements Config {

  /** Families of architectures. */
  public enum Type {
    /** Vision transformer (Dosovitskiy et al. 2020), pre-norm, with a class token. */
    VIT
  }

  /** Where tokens learn their place from. */
  public enum Position {
    /** A fixed 2-D sine-cosine table (MAE, Appendix A.1). */
    SINCOS,
    /** A learned table, one row per token. */
    LEARNED
  }

  // ViT sizes: Dosovitskiy et al. 2020, table 1; tiny and small: Touvron et al. 2020, table 1.
  private static final Map<String, BackboneConfig> PRESETS = new LinkedHashMap<>();

  static {
    PRESETS.put("vit-tiny/16", vit(16, 192, 12, 3));
    PRESETS.put("vit-small/16", vit(16, 384, 12, 6));
    PRESETS.put("vit-base/16", vit(16, 768, 12, 12));
    PRESETS.put("vit-large/16", vit(16, 1024, 24, 16));
    PRESETS.put("vit-huge/14", vit(14, 1280, 32, 16));
  }

  public BackboneConfig {
    boolean square = image.size() == 2 && image.get(0).equals(image.get(1));
    image = square ? List.of(image.get(0)) : List.copyOf(image);
  }

  /** Without layer scale. */
  public BackboneConfig(
      Type type,
      List<Integer> image,
      int patch,
      int width,
      int depth,
      int heads,
      double mlpRatio,
      Position position) {
    this(type, image, patch, width, depth, heads, mlpRatio, position, 0);
  }

  private static BackboneConfig vit(int patch, int width, int depth, int heads) {
    return new BackboneConfig(
        Type.VIT, List.of(224), patch, width, depth, heads, 4, Position.SINCOS);
  }

  /** ViT-Base/16 on 224 × 224 pixels. */
  public static BackboneConfig defaults() {
    return preset("vit-base/16");
  }

  /** Named architectures, all on 224 × 224 pixels. */
  public static Map<String, BackboneConfig> presets() {
    return Collections.unmodifiableMap(PRESETS);
  }

  /**
   * A named architecture.
   *
   * @throws LacunaException of kind CONFIG if there is none of that name
   */
  public static BackboneConfig preset(String name) {
    BackboneConfig config = PRESETS.get(name);
    if (config == null) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "backbone",
          name,
          "the name of a backbone",
          Suggestion.didYouMean(name, PRESETS.keySet()));
    }
    return config;
  }

  @Override
  public void check(Problems problems) {
    problems.require(
        image.size() == 1 || image.size() == 2, "image", image, "one side, or [height, width]");
    for (int side : image) {
      if (side < patch) {
        problems.add("image", side, "at least one patch of " + patch + " pixels", "");
      } else if (side % patch != 0) {
        problems.add(
            "image", side, "a multiple of patch = " + patch, "use " + side / patch * patch);
      }
    }
    problems.require(width % heads == 0, "heads", heads, "a divisor of width = " + width);
    problems.require(
        position != Position.SINCOS || width % 4 == 0,
        "width",
        width,
        "a multiple of 4, as sine-cosine positions need");
    problems.require(
        mlpWidth() >= 1, "mlpRatio", mlpRatio, "at least 1 / width, so that an MLP has a neuron");
  }

  /** Image height in pixels. */
  public int imageHeight() {
    return image.get(0);
  }

  /** Image width in pixels. */
  public int imageWidth() {
    return image.get(image.size() - 1);
  }

  /** The images that this architecture takes when they have C channels. */
  public ImageShape shape(int channels) {
    return new ImageShape(channels, imageHeight(), imageWidth());
  }

  /** The patch grid. */
  public Grid grid() {
    return new Grid(imageHeight() / patch, imageWidth() / patch);
  }

  /** What an objective may know about this architecture on images of C channels. */
  public PlanContext context(int channels) {
    return new PlanContext(shape(channels), patch, grid(), width);
  }

  int mlpWidth() {
    return (int) (width * mlpRatio);
  }
}
