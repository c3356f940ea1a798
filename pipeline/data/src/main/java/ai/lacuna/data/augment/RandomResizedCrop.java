package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.image.Box;
import ai.lacuna.data.image.Filter;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Picture;
import ai.lacuna.data.image.Resampler;
import java.util.random.RandomGenerator;

/**
 * The crop of Inception-style training: area uniform in a range, aspect ratio log-uniform, ten
 * tries, then the largest central crop whose aspect ratio is allowed.
 *
 * <p>Differs from the reference in: a smallest area of 1 takes that central crop at once, where ten
 * tries would nearly always end.
 *
 * @see <a href="https://github.com/pytorch/vision">torchvision, transforms/transforms.py,
 *     RandomResizedCrop.get_params</a>
 */
record RandomResizedCrop(Crop.RandomResized settings) implements Cropping {

  private static final int TRIES = 10;

  @Override
  public Image apply(Picture image, int height, int width, RandomGenerator random) {
    Picture.Region region = image.region(draw(image.height(), image.width(), random));
    return Resampler.resize(region.image(), region.box(), height, width, filter());
  }

  /** As {@link #apply}, mirrored or not, into {@code target} as (C, H, W) from an offset on. */
  void planes(
      Picture image,
      ImageShape shape,
      RandomGenerator random,
      Resampler.Flip flip,
      byte[] target,
      int offset) {
    Picture.Region region = image.region(draw(image.height(), image.width(), random));
    Resampler.resizeToPlanes( // (h, w, C) -> (C, H, W)
        region.image(),
        region.box(),
        shape.height(),
        shape.width(),
        filter(),
        flip,
        target,
        offset);
  }

  private Filter filter() {
    return Filters.of(settings.interpolation());
  }

  /**
   * Draws a crop.
   *
   * @param height the image's height
   * @param width the image's width
   * @param random the image's own stream; the result depends on nothing else
   */
  Box draw(int height, int width, RandomGenerator random) {
    double area = (double) height * width;
    double low = Math.log(settings.minAspect());
    double high = Math.log(settings.maxAspect());
    double areas = settings.maxArea() - settings.minArea();
    for (int t = 0; settings.minArea() < 1 && t < TRIES; t++) {
      double target = area * (settings.minArea() + areas * random.nextDouble());
      double aspect = Math.exp(low + (high - low) * random.nextDouble());
      int w = (int) Math.rint(Math.sqrt(target * aspect));
      int h = (int) Math.rint(Math.sqrt(target / aspect));
      if (0 < w && w <= width && 0 < h && h <= height) {
        int top = random.nextInt(height - h + 1);
        int left = random.nextInt(width - w + 1);
        return new Box(top, left, h, w);
      }
    }
    return central(height, width);
  }

  private Box central(int height, int width) {
    double aspect = (double) width / height;
    int h = height;
    int w = width;
    if (aspect < settings.minAspect()) {
      h = Math.max(1, (int) Math.rint(width / settings.minAspect()));
    } else if (aspect > settings.maxAspect()) {
      w = Math.max(1, (int) Math.rint(height * settings.maxAspect()));
    }
    return new Box((height - h) / 2, (width - w) / 2, h, w);
  }
}
