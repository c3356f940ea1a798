package ai.lacuna.data.augment;

import ai.lacuna.data.image.Box;
import ai.lacuna.data.image.Filter;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Resampler;

/**
 * The image resized (bicubic) until it just covers the result, for a square one the shorter side
 * being its side, and the centre of that: torchvision's Resize and CenterCrop of one size.
 */
final class CentreCrop {

  private CentreCrop() {}

  /** The centre in a size, always a new image. */
  static Image of(Image image, int height, int width) {
    int[] size = Resampler.covering(image.height(), image.width(), height, width);
    Image covering = image;
    if (size[0] != image.height() || size[1] != image.width()) {
      covering = Resampler.resize(image, image.bounds(), size[0], size[1], Filter.BICUBIC);
    }
    Box centre = Box.centre(size[0], size[1], height, width);
    return Resampler.resize(covering, centre, height, width, Filter.BICUBIC); // copies
  }
}
