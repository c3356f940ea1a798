package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.data.image.Box;
import ai.lacuna.data.image.Image;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A rectangle of noise: area uniform in a range, aspect ratio log-uniform, ten tries; the rectangle
 * is smaller than the image in both directions.
 *
 * <p>Differs from the reference in: the noise is drawn in units of the data set's deviation and
 * written as bytes, so that it ends at black and white, where the reference writes normalised
 * floats.
 *
 * @see <a href="https://github.com/huggingface/pytorch-image-models">timm, data/random_erasing.py,
 *     mode pixel</a>
 */
record RandomErasing(Augmentation.RandomErasing settings, PixelStatistics pixels)
    implements ImageOperation {

  private static final int TRIES = 10;

  @Override
  public Image apply(Image image, RandomGenerator random) {
    if (random.nextDouble() < settings.probability()) {
      draw(image.height(), image.width(), random).ifPresent(box -> fill(image, box, random));
    }
    return image;
  }

  /** Draws the rectangle; empty if no try fits. */
  Optional<Box> draw(int height, int width, RandomGenerator random) {
    double areas = settings.maxArea() - settings.minArea();
    double low = Math.log(settings.minAspect());
    for (int t = 0; t < TRIES; t++) {
      double target = height * width * (settings.minArea() + areas * random.nextDouble());
      double aspect = Math.exp(low - 2 * low * random.nextDouble());
      int h = (int) Math.rint(Math.sqrt(target * aspect));
      int w = (int) Math.rint(Math.sqrt(target / aspect));
      if (0 < h && h < height && 0 < w && w < width) {
        int top = random.nextInt(height - h + 1);
        int left = random.nextInt(width - w + 1);
        return Optional.of(new Box(top, left, h, w));
      }
    }
    return Optional.empty();
  }

  private void fill(Image image, Box box, RandomGenerator random) {
    int channels = image.channels();
    for (int y = box.top(); y < box.top() + box.height(); y++) {
      int row = (y * image.width() + box.left()) * channels;
      for (int i = 0; i < box.width() * channels; i++) {
        double unit =
            pixels.mean()[i % channels] + pixels.std()[i % channels] * random.nextGaussian();
        image.pixels()[row + i] = (byte) Math.rint(Math.max(0, Math.min(255, 255 * unit)));
      }
    }
  }
}
