package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Crop;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Picture;
import java.util.random.RandomGenerator;

/**
 * A random part of the image with a border around it. Letters: H, W height and width, P padding.
 *
 * @see <a href="https://github.com/pytorch/vision">torchvision, transforms/transforms.py,
 *     RandomCrop</a>
 */
record PaddedCrop(Crop.Padded settings) implements Cropping {

  @Override
  public Image apply(Picture image, int height, int width, RandomGenerator random) {
    int padding = settings.padding();
    int top = random.nextInt(2 * padding + 1); // of the part, in the padded image
    int left = random.nextInt(2 * padding + 1);
    return at(CentreCrop.of(image.whole(), height, width), top - padding, left - padding);
  }

  /** What lies in a window of the image's own size whose corner is (top, left). */
  Image at(Image image, int top, int left) {
    int height = image.height();
    int width = image.width();
    int channels = image.channels();
    byte[] out = new byte[image.pixels().length];
    for (int y = 0; y < height; y++) {
      int row = place(top + y, height);
      for (int x = 0; x < width; x++) {
        int column = place(left + x, width);
        if (row >= 0 && column >= 0) {
          int from = (row * width + column) * channels;
          System.arraycopy(image.pixels(), from, out, (y * width + x) * channels, channels);
        }
      }
    }
    return new Image(channels, height, width, out);
  }

  // The row or column whose pixels stand at a place; -1 = none.
  private int place(int at, int size) {
    if (at >= 0 && at < size) {
      return at;
    }
    return switch (settings.edge()) {
      case ZERO -> -1;
      case REFLECT -> {
        int period = Math.max(1, 2 * (size - 1));
        int within = Math.floorMod(at, period);
        yield within < size ? within : period - within;
      }
    };
  }
}
