package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Interpolation;
import ai.lacuna.data.image.Image;

/**
 * Rotations, shears and translations, equal to Pillow's {@code Image.transform} in every bit: pixel
 * centres lie at halves, places outside of the image get a fill colour, results are cut off, not
 * rounded. Cubic convolution with a = -1.
 *
 * <p>A result pixel (x, y) shows the place (a·x + b·y + c, d·x + e·y + f).
 *
 * @param fill colour outside of the image, one value for each channel
 */
@SuppressWarnings("ArrayRecordComponent") // internal, never compared
record Affine(Interpolation interpolation, byte[] fill) {

  /** Each row moved to the left by {@code factor} times its number. */
  Image shearX(Image image, double factor) {
    return transform(image, 1, factor, 0, 0, 1, 0);
  }

  /** Each column moved up by {@code factor} times its number. */
  Image shearY(Image image, double factor) {
    return transform(image, 1, 0, 0, factor, 1, 0);
  }

  /** Moved to the left by a share of the width. */
  Image translateX(Image image, double share) {
    return transform(image, 1, 0, share * image.width(), 0, 1, 0);
  }

  /** Moved up by a share of the height. */
  Image translateY(Image image, double share) {
    return transform(image, 1, 0, 0, 0, 1, share * image.height());
  }

  /** Turned about its centre, counter-clockwise, by degrees in (-90, 90). */
  Image rotate(Image image, double degrees) {
    if (degrees == 0) {
      return image;
    }
    // Pillow brings the angle into [0, 360) first, which decides the last bit.
    double angle = -Math.toRadians(degrees < 0 ? degrees % 360 + 360 : degrees % 360);
    double cos = rounded(Math.cos(angle));
    double sin = rounded(Math.sin(angle));
    double x = image.width() / 2.0;
    double y = image.height() / 2.0;
    return transform(image, cos, sin, cos * -x + sin * -y + x, -sin, cos, -sin * -x + cos * -y + y);
  }

  private static double rounded(double value) {
    return Math.rint(value * 1e15) / 1e15;
  }

  private Image transform(Image image, double a, double b, double c, double d, double e, double f) {
    int channels = image.channels();
    byte[] out = new byte[image.pixels().length];
    for (int y = 0, i = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++, i += channels) {
        double fromX = a * (x + 0.5) + b * (y + 0.5) + c;
        double fromY = d * (x + 0.5) + e * (y + 0.5) + f;
        if (fromX < 0 || fromX >= image.width() || fromY < 0 || fromY >= image.height()) {
          System.arraycopy(fill, 0, out, i, channels);
        } else {
          sample(image, fromX - 0.5, fromY - 0.5, out, i);
        }
      }
    }
    return new Image(channels, image.height(), image.width(), out);
  }

  private void sample(Image image, double x, double y, byte[] out, int at) {
    int taps = interpolation == Interpolation.BILINEAR ? 2 : 4;
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double down = y - top;
    int first = taps == 2 ? 0 : -1;
    for (int c = 0; c < image.channels(); c++) {
      double[] rows = new double[4];
      for (int t = 0; t < taps; t++) {
        int row = clip(top + first + t, image.height()) * image.width();
        rows[t] =
            taps == 2
                ? line(at(image, row, left, c), at(image, row, left + 1, c), right)
                : cubic(
                    at(image, row, left - 1, c),
                    at(image, row, left, c),
                    at(image, row, left + 1, c),
                    at(image, row, left + 2, c),
                    right);
      }
      double value =
          taps == 2
              ? line(rows[0], rows[1], down)
              : cubic(rows[0], rows[1], rows[2], rows[3], down);
      out[at + c] = (byte) (int) Math.max(0, Math.min(255, value));
    }
  }

  private static int at(Image image, int row, int column, int channel) {
    int x = clip(column, image.width());
    return image.pixels()[(row + x) * image.channels() + channel] & 0xFF;
  }

  private static int clip(int place, int size) {
    return Math.max(0, Math.min(size - 1, place));
  }

  private static double line(double a, double b, double d) {
    return a + (b - a) * d;
  }

  private static double cubic(double v1, double v2, double v3, double v4, double d) {
    double p2 = -v1 + v3;
    double p3 = 2 * (v1 - v2) + v3 - v4;
    double p4 = -v1 + v2 - v3 + v4;
    return v2 + d * (p2 + d * (p3 + d * p4));
  }
}
