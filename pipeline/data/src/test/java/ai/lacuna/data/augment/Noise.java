package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;

/** An augmentation of another jar: the lowest bits of every sample are random. */
public final class Noise implements AugmentationPlugin<Noise.Settings> {

  public record Settings(@Doc("Probability") @Range("[0, 1]") double probability)
      implements Augmentation {
    static Settings defaults() {
      return new Settings(1);
    }
  }

  @Override
  public String name() {
    return "test-noise";
  }

  @Override
  public String summary() {
    return "The lowest bits at random";
  }

  @Override
  public Class<Settings> configType() {
    return Settings.class;
  }

  @Override
  public ImageOperation create(Settings config, PixelStatistics pixels) {
    return (image, random) -> {
      boolean done = random.nextDouble() < config.probability();
      for (int i = 0; done && i < image.pixels().length; i++) {
        image.pixels()[i] ^= (byte) random.nextInt(8);
      }
      return image;
    };
  }
}
