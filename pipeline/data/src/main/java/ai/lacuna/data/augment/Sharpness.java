package ai.lacuna.data.augment;

import ai.lacuna.data.image.Image;

/** Sharpness, equal to Pillow's ImageEnhance.Sharpness in every bit. */
final class Sharpness {

  private static final int CENTRE = 5;
  private static final int SUM = 13;

  private Sharpness() {}

  /**
   * Smoothed at 0, unchanged at 1, sharper beyond. Pixels at the border are left as they are.
   *
   * @return a new image
   */
  static Image adjust(Image image, double factor) {
    int channels = image.channels();
    int stride = image.width() * channels;
    byte[] pixels = image.pixels();
    byte[] out = pixels.clone();
    for (int y = 1; y < image.height() - 1; y++) {
      for (int i = y * stride + channels; i < (y + 1) * stride - channels; i++) {
        int sum = (CENTRE - 1) * (pixels[i] & 0xFF);
        for (int row = i - stride; row <= i + stride; row += stride) {
          sum += pixels[row - channels] & 0xFF;
          sum += pixels[row] & 0xFF;
          sum += pixels[row + channels] & 0xFF;
        }
        int smooth = (2 * sum + SUM) / (2 * SUM); // rounded; 13 is odd, so that there are no ties
        out[i] = (byte) Colours.blend(smooth, pixels[i] & 0xFF, (float) factor);
      }
    }
    return new Image(channels, image.height(), image.width(), out);
  }
}
