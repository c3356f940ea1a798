package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.TypeName;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The augmentations that there are: those of this package, and those of plugins. */
public final class Augmentations {

  private static final List<AugmentationPlugin<?>> BUILT_IN =
      List.of(
          builtIn(
              "Left and right exchanged",
              Augmentation.Flip.class,
              (c, pixels) -> new Flip(c.probability())),
          builtIn(
              "Brightness, contrast, saturation and hue, in random order (torchvision)",
              Augmentation.ColourJitter.class,
              (c, pixels) -> new ColourJitter(c)),
          builtIn(
              "Every channel becomes the luminance",
              Augmentation.Greyscale.class,
              (c, pixels) -> new Greyscale(c.probability())),
          builtIn(
              "Gaussian blur, as Pillow approximates it",
              Augmentation.GaussianBlur.class,
              (c, pixels) -> new GaussianBlur(c)),
          builtIn(
              "Bright samples inverted",
              Augmentation.Solarise.class,
              (c, pixels) -> new Solarise(c)),
          builtIn(
              "A few of fifteen operations, as timm's rand-m9-mstd0.5-inc1",
              Augmentation.RandAugment.class,
              (c, pixels) -> new RandAugment(c, pixels)),
          builtIn(
              "A rectangle of noise (timm, mode pixel)",
              Augmentation.RandomErasing.class,
              (c, pixels) -> new RandomErasing(c, pixels)));

  private Augmentations() {}

  /**
   * All kinds by name; plugins are found through the thread's context class loader.
   *
   * @throws LacunaException of kind CONFIG if two have the same name
   */
  public static SortedMap<String, AugmentationPlugin<?>> all() {
    SortedMap<String, AugmentationPlugin<?>> found = new TreeMap<>();
    BUILT_IN.forEach(plugin -> found.put(plugin.name(), plugin));
    for (AugmentationPlugin<?> plugin : ServiceLoader.load(AugmentationPlugin.class)) {
      AugmentationPlugin<?> other = found.put(plugin.name(), plugin);
      if (other != null) {
        throw new LacunaException(
            Kind.CONFIG,
            "augmentation '" + plugin.name() + "'",
            plugin.getClass().getName() + " and " + other.getClass().getName(),
            "one of that name",
            "remove one of them from the class path");
      }
    }
    return found;
  }

  /** The crops by name; other than augmentations, there are no more than these. */
  public static SortedMap<String, Class<? extends Crop>> crops() {
    SortedMap<String, Class<? extends Crop>> crops = new TreeMap<>();
    for (Class<?> crop : Crop.class.getPermittedSubclasses()) {
      crops.put(typeName(crop), crop.asSubclass(Crop.class));
    }
    return crops;
  }

  /**
   * The kind that settings belong to.
   *
   * @throws LacunaException of kind CONFIG if nothing carries them out
   */
  public static AugmentationPlugin<?> of(Augmentation settings) {
    for (AugmentationPlugin<?> plugin : all().values()) {
      if (plugin.configType().isInstance(settings)) {
        return plugin;
      }
    }
    throw new LacunaException(
        Kind.CONFIG,
        "augmentation",
        settings.getClass().getName(),
        "settings that an installed augmentation takes",
        "put the jar of its AugmentationPlugin where the objective's is");
  }

  static <C extends Record & Augmentation> ImageOperation create(
      AugmentationPlugin<C> plugin, Augmentation settings, PixelStatistics pixels) {
    return plugin.create(plugin.configType().cast(settings), pixels);
  }

  private static <C extends Record & Augmentation> AugmentationPlugin<C> builtIn(
      String summary, Class<C> type, BiFunction<C, PixelStatistics, ImageOperation> create) {
    return new BuiltIn<>(typeName(type), summary, type, create);
  }

  private static String typeName(Class<?> type) {
    return Objects.requireNonNull(type.getAnnotation(TypeName.class)).value();
  }

  private record BuiltIn<C extends Record & Augmentation>(
      String name,
      String summary,
      Class<C> configType,
      BiFunction<C, PixelStatistics, ImageOperation> creator)
      implements AugmentationPlugin<C> {

    @Override
    public ImageOperation create(C config, PixelStatistics pixels) {
      return creator.apply(config, pixels);
    }
  }
}
