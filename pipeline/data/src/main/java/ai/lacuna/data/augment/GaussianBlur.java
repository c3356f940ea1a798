package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.data.image.Image;
import java.util.random.RandomGenerator;

/**
 * Gaussian blur, equal to Pillow's in every bit: three box blurs along the rows, then three along
 * the columns, each rounded to bytes. A box of fractional radius gives its two outermost pixels
 * less weight; beyond the border the outermost pixel is repeated.
 *
 * @see <a href="https://github.com/python-pillow/Pillow">Pillow, src/libImaging/BoxBlur.c</a>
 */
record GaussianBlur(Augmentation.GaussianBlur settings) implements ImageOperation {

  private static final int PASSES = 3;
  private static final int ONE = 1 << 24; // weights are fixed-point numbers of 24 bits

  @Override
  public Image apply(Image image, RandomGenerator random) {
    if (random.nextDouble() >= settings.probability()) {
      return image;
    }
    double range = settings.maxRadius() - settings.minRadius();
    return blur(image, settings.minRadius() + range * random.nextDouble());
  }

  /**
   * Blurs an image in place.
   *
   * @param radius standard deviation in pixels
   */
  static Image blur(Image image, double radius) {
    float box = boxRadius((float) radius);
    if (box == 0) {
      return image;
    }
    int channels = image.channels();
    int stride = image.width() * channels;
    int[] line = new int[Math.max(image.width(), image.height())];
    int[] blurred = new int[line.length];
    for (int start = 0; start < image.pixels().length; start += stride) {
      for (int c = 0; c < channels; c++) {
        blur(image.pixels(), start + c, channels, image.width(), box, line, blurred);
      }
    }
    for (int i = 0; i < stride; i++) {
      blur(image.pixels(), i, stride, image.height(), box, line, blurred);
    }
    return image;
  }

  // The radius of boxes that together have the standard deviation (Gwosdek et al., 2011).
  private static float boxRadius(float radius) {
    float variance = radius * radius / PASSES;
    float length = (float) Math.sqrt(12.0 * variance + 1.0);
    float whole = (float) Math.floor((length - 1.0) / 2.0);
    float part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
    part /= 6 * (variance - (whole + 1) * (whole + 1));
    return whole + part;
  }

  private static void blur(
      byte[] pixels, int start, int step, int count, float box, int[] line, int[] blurred) {
    int[] from = line;
    int[] to = blurred;
    for (int n = 0, i = start; n < count; n++, i += step) {
      from[n] = pixels[i] & 0xFF;
    }
    for (int pass = 0; pass < PASSES; pass++) {
      box(from, to, count, box);
      int[] swap = from;
      from = to;
      to = swap;
    }
    for (int n = 0, i = start; n < count; n++, i += step) {
      pixels[i] = (byte) from[n];
    }
  }

  private static void box(int[] in, int[] out, int count, float box) {
    int radius = (int) box;
    int weight = (int) (ONE / (box * 2 + 1));
    int outer = (ONE - (radius * 2 + 1) * weight) / 2;
    int last = count - 1;
    int sum = in[0] * (radius + 1);
    for (int n = 0; n < radius; n++) {
      sum += in[Math.min(n, last)];
    }
    for (int n = 0; n < count; n++) {
      int left = in[Math.max(n - radius - 1, 0)];
      sum += in[Math.min(n + radius, last)] - left;
      int right = in[Math.min(n + radius + 1, last)];
      // Up to 255 · 2^24: the sign bit belongs to the number.
      out[n] = sum * weight + (left + right) * outer + (ONE >> 1) >>> 24;
    }
  }
}
