package ai.lacuna.model;

import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The architecture of an encoder. Channels are not part of it: they come from the data set.
 *
 * <p>A recipe chooses the family by the key {@code type}; each family has its own settings.
 */
public sealed interface BackboneConfig extends Config permits VitConfig, SwinConfig {

  /** What recipes call the family of architectures. */
  String type();

  /** Height and width in pixels, or one number for both. */
  List<Integer> image();

  /** Side of a square patch in pixels. */
  int patch();

  /** The tokens that the encoder gives for a whole image. */
  EncoderOutput output();

  /** How many blocks there are, over all stages. */
  int blocks();

  /**
   * How many of its last blocks give tokens like those of {@link #output}: {@link Encoder#blocks}.
   */
  int readableBlocks();

  /** Whether training can compute its blocks a second time: {@link Recompute#BLOCKS}. */
  boolean recomputes();

  /** Whether its attention can be causal: {@link Encoder#causalFeatures}. */
  boolean attendsCausally();

  /** The architecture in a few words, for lists and drawings. */
  String summary();

  /**
   * Checks that this architecture can do what an objective asks for.
   *
   * @param plan the objective's needs
   * @param problems receives everything that it cannot do; paths are component names or {@code
   *     type}
   */
  default void checkPlan(Plan plan, Problems problems) {}

  /** ViT-Base/16 on 224 × 224 pixels. */
  static BackboneConfig defaults() {
    return VitConfig.defaults();
  }

  /** Named architectures, all on 224 × 224 pixels. */
  static Map<String, BackboneConfig> presets() {
    Map<String, BackboneConfig> presets = new LinkedHashMap<>();
    // Dosovitskiy et al. 2020, table 1; tiny and small: Touvron et al. 2020, table 1.
    presets.put("vit-tiny/16", VitConfig.published(16, 192, 12, 3));
    presets.put("vit-small/16", VitConfig.published(16, 384, 12, 6));
    presets.put("vit-base/16", VitConfig.published(16, 768, 12, 12));
    presets.put("vit-large/16", VitConfig.published(16, 1024, 24, 16));
    presets.put("vit-huge/14", VitConfig.published(14, 1280, 32, 16));
    // Bao et al. 2021 as in its README: with layer scale and relative positions.
    presets.put("beit-base/16", VitConfig.publishedByBeit(768, 12, 12, 0.1));
    presets.put("beit-large/16", VitConfig.publishedByBeit(1024, 24, 16, 1e-5));
    // El-Nouby et al. 2024, table 1.
    presets.put("aim-600m/14", VitConfig.publishedByAim(1536, 24, 12));
    presets.put("aim-1b/14", VitConfig.publishedByAim(2048, 24, 16));
    presets.put("aim-3b/14", VitConfig.publishedByAim(3072, 24, 24));
    presets.put("aim-7b/14", VitConfig.publishedByAim(4096, 32, 32));
    // Liu et al. 2021, section 3.3.
    presets.put("swin-tiny", SwinConfig.published(96, 6, 3));
    presets.put("swin-small", SwinConfig.published(96, 18, 3));
    presets.put("swin-base", SwinConfig.published(128, 18, 4));
    return Collections.unmodifiableMap(presets);
  }

  /**
   * A named architecture.
   *
   * @throws LacunaException of kind CONFIG if there is none of that name
   */
  static BackboneConfig preset(String name) {
    Map<String, BackboneConfig> presets = presets();
    BackboneConfig config = presets.get(name);
    if (config == null) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "backbone",
          name,
          "the name of a backbone",
          Suggestion.didYouMean(name, presets.keySet()));
    }
    return config;
  }

  /** Image height in pixels. */
  default int imageHeight() {
    return image().get(0);
  }

  /** Image width in pixels. */
  default int imageWidth() {
    return image().get(image().size() - 1);
  }

  /** The images that this architecture takes when they have C channels. */
  default ImageShape shape(int channels) {
    return new ImageShape(channels, imageHeight(), imageWidth());
  }

  /** The patch grid. */
  default Grid grid() {
    return new Grid(imageHeight() / patch(), imageWidth() / patch());
  }

  /** What an objective may know about this architecture on images of C channels. */
  default PlanContext context(int channels) {
    return context(channels, 0);
  }

  /** As {@link #context(int)}, for images of K classes; 0 = they are not labelled. */
  default PlanContext context(int channels, int classes) {
    return new PlanContext(shape(channels), patch(), grid(), output(), classes);
  }

  /** The patch grid of a view. */
  default Grid grid(ViewSpec view) {
    ImageShape shape = view.shape(shape(1));
    return new Grid(shape.height() / patch(), shape.width() / patch());
  }
}
