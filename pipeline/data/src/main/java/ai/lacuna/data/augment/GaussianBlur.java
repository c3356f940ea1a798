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
    int height = image.height();
    int width = image.width();
    int channels = image.channels();
    byte[] pixels = image.pixels();
    int[] lines = new int[pixels.length];
    // Boxes slide over whole lines at once, which HotSpot turns into vector instructions; along the
    // rows that takes a transposed image.
    transpose(pixels, lines, height, width, channels); // (H, W, C) -> (W, H, C)
    lines = blur(lines, width, box);
    int[] back = new int[pixels.length];
    for (int x = 0, i = 0; x < width; x++) { // (W, H, C) -> (H, W, C)
      for (int y = 0; y < height; y++) {
        for (int c = 0; c < channels; c++, i++) {
          back[(y * width + x) * channels + c] = lines[i];
        }
      }
    }
    back = blur(back, height, box);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) back[i];
    }
    return image;
  }

  private static void transpose(byte[] pixels, int[] to, int height, int width, int channels) {
    for (int x = 0, i = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        for (int c = 0; c < channels; c++, i++) {
          to[i] = pixels[(y * width + x) * channels + c] & 0xFF;
        }
      }
    }
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

  // All passes along the first axis of (count, n).
  private static int[] blur(int[] image, int count, float box) {
    int[] from = image;
    int[] to = new int[image.length];
    int[] sums = new int[image.length / count];
    for (int pass = 0; pass < PASSES; pass++) {
      box(from, to, sums, count, box);
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private static void box(int[] in, int[] out, int[] sums, int count, float box) {
    int radius = (int) box;
    int weight = (int) (ONE / (box * 2 + 1));
    int outer = (ONE - (radius * 2 + 1) * weight) / 2;
    int n = sums.length;
    int last = (count - 1) * n;
    for (int i = 0; i < n; i++) {
      sums[i] = in[i] * (radius + 1);
    }
    for (int line = 0; line < radius; line++) {
      int from = Math.min(line * n, last);
      for (int i = 0; i < n; i++) {
        sums[i] += in[from + i];
      }
    }
    for (int line = 0; line < count; line++) {
      int left = Math.max((line - radius - 1) * n, 0);
      int entering = Math.min((line + radius) * n, last);
      int right = Math.min((line + radius + 1) * n, last);
      int to = line * n;
      for (int i = 0; i < n; i++) {
        int sum = sums[i] + in[entering + i] - in[left + i];
        sums[i] = sum;
        // Up to 255 · 2^24: the sign bit belongs to the number.
        out[to + i] = sum * weight + (in[left + i] + in[right + i]) * outer + (ONE >> 1) >>> 24;
      }
    }
  }
}
