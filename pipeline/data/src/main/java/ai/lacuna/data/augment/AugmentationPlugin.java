package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Augmentation;

/**
 * A kind of augmentation. List the implementation in {@code
 * META-INF/services/ai.lacuna.data.augment.AugmentationPlugin}; it needs a public constructor
 * without arguments. Recipes name it in the list {@code augment}, plans by its settings.
 *
 * @param <C> the settings, a record with a static {@code defaults()}
 */
public interface AugmentationPlugin<C extends Record & Augmentation> {

  /** What a recipe calls it after {@code type:}, in lower case; random numbers depend on it. */
  String name();

  /** One line for listings. */
  String summary();

  /** The settings' type. */
  Class<C> configType();

  /**
   * What carries the settings out.
   *
   * @param config checked settings
   * @param pixels of the data set
   */
  ImageOperation create(C config, PixelStatistics pixels);
}
