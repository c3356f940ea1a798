package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.data.image.Image;
import java.util.random.RandomGenerator;

/** Samples from a threshold on are inverted. */
record Solarise(Augmentation.Solarise settings) implements ImageOperation {

  @Override
  public Image apply(Image image, RandomGenerator random) {
    return random.nextDouble() < settings.probability()
        ? Tables.solarise(image, settings.threshold())
        : image;
  }
}
