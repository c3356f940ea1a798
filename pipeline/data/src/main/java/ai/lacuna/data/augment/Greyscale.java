package ai.lacuna.data.augment;

import ai.lacuna.data.image.Image;
import java.util.random.RandomGenerator;

/** Every channel becomes the luminance. */
record Greyscale(double probability) implements ImageOperation {

  @Override
  public Image apply(Image image, RandomGenerator random) {
    return random.nextDouble() < probability ? Colours.greyscale(image) : image;
  }
}
