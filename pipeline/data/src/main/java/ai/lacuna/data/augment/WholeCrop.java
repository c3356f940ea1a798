package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Crop;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Picture;
import ai.lacuna.data.image.Resampler;
import java.util.random.RandomGenerator;

/** The whole image, brought to another size. */
record WholeCrop(Crop.Whole settings) implements Cropping {

  @Override
  public Image apply(Picture picture, int height, int width, RandomGenerator random) {
    Image image = picture.whole();
    return Resampler.resize(
        image, image.bounds(), height, width, Filters.of(settings.interpolation()));
  }
}
