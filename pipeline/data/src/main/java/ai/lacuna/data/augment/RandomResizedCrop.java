package ai.lacuna.data.augment;

import ai.lacuna.data.image.Box;
import java.util.random.RandomGenerator;

/**
 * The crop of Inception-style training: area uniform in a range, aspect ratio log-uniform in [3/4,
 * 4/3], ten tries, then the largest central crop whose aspect ratio is allowed.
 *
 * <p>Differs from the reference in: a range of exactly [1, 1] takes that central crop at once,
 * where ten tries would nearly always end.
 *
 * @param minArea smallest share of the image's area, in (0, 1]
 * @param maxArea largest share
 * @see <a href="https://github.com/pytorch/vision">torchvision, transforms/transforms.py,
 *     RandomResizedCrop.get_params</a>
 */
public record RandomResizedCrop(double minArea, double maxArea) {

  private static final double MIN_ASPECT = 3.0 / 4;
  private static final double MAX_ASPECT = 4.0 / 3;
  private static final int TRIES = 10;

  public RandomResizedCrop {
    if (!(0 < minArea && minArea <= maxArea && maxArea <= 1)) {
      throw new IllegalArgumentException(
          "area must satisfy 0 < min <= max <= 1, given " + minArea + ", " + maxArea);
    }
  }

  /**
   * Draws a crop.
   *
   * @param height the image's height
   * @param width the image's width
   * @param random the image's own stream; the result depends on nothing else
   */
  public Box draw(int height, int width, RandomGenerator random) {
    double area = (double) height * width;
    for (int t = 0; minArea < 1 && t < TRIES; t++) {
      double target = area * (minArea + (maxArea - minArea) * random.nextDouble());
      double low = Math.log(MIN_ASPECT);
      double aspect = Math.exp(low + (Math.log(MAX_ASPECT) - low) * random.nextDouble());
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

  private static Box central(int height, int width) {
    double aspect = (double) width / height;
    int h = height;
    int w = width;
    if (aspect < MIN_ASPECT) {
      h = (int) Math.rint(width / MIN_ASPECT);
    } else if (aspect > MAX_ASPECT) {
      w = (int) Math.rint(height * MAX_ASPECT);
    }
    return new Box((height - h) / 2, (width - w) / 2, h, w);
  }
}
