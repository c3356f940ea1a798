package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Crop;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Picture;
import java.util.random.RandomGenerator;

/** A {@link Crop}, carried out. */
interface Cropping {

  /**
   * Takes a part of an image.
   *
   * @param image the image, which stays as it is
   * @param height of the result
   * @param width of the result
   * @param random the image's own stream; the result depends on nothing else
   * @return a new image
   */
  Image apply(Picture image, int height, int width, RandomGenerator random);

  /** What carries a crop out. */
  static Cropping of(Crop crop) {
    if (crop instanceof Crop.RandomResized settings) {
      return new RandomResizedCrop(settings);
    } else if (crop instanceof Crop.Padded settings) {
      return new PaddedCrop(settings);
    } else if (crop instanceof Crop.Centre) {
      return (image, height, width, random) -> CentreCrop.of(image.whole(), height, width);
    } else if (crop instanceof Crop.Whole settings) {
      return new WholeCrop(settings);
    }
    throw new IllegalArgumentException("unknown crop " + crop);
  }
}
