package ai.lacuna.data.augment;

import ai.lacuna.data.image.Image;
import java.util.function.IntUnaryOperator;

/**
 * Changes of each sample by itself, equal to Pillow's ImageOps (and timm's solarize_add) in every
 * bit. They change the image that they are given.
 */
final class Tables {

  private Tables() {}

  /** Replaces every sample v by {@code table[v]}. */
  static Image apply(Image image, byte[] table) {
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = table[pixels[i] & 0xFF];
    }
    return image;
  }

  private static Image each(Image image, IntUnaryOperator change) {
    byte[] table = new byte[256];
    for (int v = 0; v < 256; v++) {
      table[v] = (byte) change.applyAsInt(v);
    }
    return apply(image, table);
  }

  /** Inverts samples from a threshold on. */
  static Image solarise(Image image, int threshold) {
    return each(image, v -> v < threshold ? v : 255 - v);
  }

  /** Inverts every sample. */
  static Image invert(Image image) {
    return solarise(image, 0);
  }

  /** Adds to samples below 128. */
  static Image solariseAdd(Image image, int added) {
    return each(image, v -> v < 128 ? Math.min(255, v + added) : v);
  }

  /**
   * Keeps the highest bits of every sample.
   *
   * @param bits in [0, 8]
   */
  static Image posterise(Image image, int bits) {
    return each(image, v -> v & -1 << (8 - bits));
  }

  /** Stretches every channel to the whole range. */
  static Image autocontrast(Image image) {
    return perChannel(image, Tables::stretching);
  }

  /** Gives every channel a histogram as flat as can be. */
  static Image equalise(Image image) {
    return perChannel(image, Tables::flattening);
  }

  // Makes a table from a channel's histogram.
  private interface TableMaker {
    byte[] of(int[] histogram);
  }

  private static Image perChannel(Image image, TableMaker maker) {
    int channels = image.channels();
    byte[] pixels = image.pixels();
    for (int c = 0; c < channels; c++) {
      int[] histogram = new int[256];
      for (int i = c; i < pixels.length; i += channels) {
        histogram[pixels[i] & 0xFF]++;
      }
      byte[] table = maker.of(histogram);
      for (int i = c; i < pixels.length; i += channels) {
        pixels[i] = table[pixels[i] & 0xFF];
      }
    }
    return image;
  }

  private static byte[] stretching(int[] histogram) {
    int low = 0;
    while (histogram[low] == 0) {
      low++;
    }
    int high = last(histogram);
    double scale = high > low ? 255.0 / (high - low) : 1;
    double offset = high > low ? -low * scale : 0;
    byte[] table = new byte[256];
    for (int v = 0; v < 256; v++) {
      table[v] = (byte) Math.max(0, Math.min(255, (int) (v * scale + offset)));
    }
    return table;
  }

  private static byte[] flattening(int[] histogram) {
    int below = -histogram[last(histogram)];
    for (int count : histogram) {
      below += count;
    }
    int step = below / 255;
    byte[] table = new byte[256];
    int sum = step / 2;
    for (int v = 0; v < 256; v++) {
      table[v] = (byte) (step == 0 ? v : Math.min(255, sum / step));
      sum += histogram[v];
    }
    return table;
  }

  private static int last(int[] histogram) {
    int high = 255;
    while (histogram[high] == 0) {
      high--;
    }
    return high;
  }
}
