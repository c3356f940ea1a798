package ai.lacuna.data.augment;

import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Resampler;
import java.util.random.RandomGenerator;

/** Left and right exchanged. */
record Flip(double probability) implements ImageOperation {

  @Override
  public Image apply(Image image, RandomGenerator random) {
    return switch (draw(random)) {
      case NONE -> image;
      case HORIZONTAL -> mirrored(image);
    };
  }

  /** Whether it is done this time. */
  Resampler.Flip draw(RandomGenerator random) {
    return random.nextDouble() < probability ? Resampler.Flip.HORIZONTAL : Resampler.Flip.NONE;
  }

  static Image mirrored(Image image) {
    int channels = image.channels();
    int width = image.width();
    byte[] pixels = image.pixels();
    for (int y = 0; y < image.height(); y++) {
      int left = y * width * channels;
      int right = left + (width - 1) * channels;
      for (; left < right; left += channels, right -= channels) {
        for (int c = 0; c < channels; c++) {
          byte kept = pixels[left + c];
          pixels[left + c] = pixels[right + c];
          pixels[right + c] = kept;
        }
      }
    }
    return image;
  }
}
