package ai.lacuna.data.augment;

import ai.lacuna.data.image.Image;

/**
 * Changes of colour, equal to Pillow's (ImageEnhance, and torchvision's adjust_hue on top of it) in
 * every bit. They change the image that they are given.
 *
 * <p>Only images of three channels have colour; of others, contrast takes the mean of all samples
 * for grey.
 */
final class Colours {

  // ITU-R 601-2, as Pillow rounds it: 16 fractional bits.
  private static final int RED = 19595;
  private static final int GREEN = 38470;
  private static final int BLUE = 7471;

  private Colours() {}

  /** Black at 0, unchanged at 1, brighter beyond. */
  static Image brightness(Image image, double factor) {
    return towards(image, 0, (float) factor);
  }

  /** The image's mean grey at 0, unchanged at 1, more contrast beyond. */
  static Image contrast(Image image, double factor) {
    byte[] pixels = image.pixels();
    long sum = 0;
    if (image.channels() == 3) {
      for (int i = 0; i < pixels.length; i += 3) {
        sum += luminance(pixels, i);
      }
    } else {
      for (byte sample : pixels) {
        sum += sample & 0xFF;
      }
    }
    int values = image.channels() == 3 ? pixels.length / 3 : pixels.length;
    return towards(image, (int) ((double) sum / values + 0.5), (float) factor);
  }

  private static Image towards(Image image, int grey, float factor) {
    byte[] table = new byte[256];
    for (int v = 0; v < 256; v++) {
      table[v] = (byte) blend(grey, v, factor);
    }
    return Tables.apply(image, table);
  }

  /** Grey at 0, unchanged at 1, more colourful beyond. */
  static Image saturation(Image image, double factor) {
    byte[] pixels = image.pixels();
    float alpha = (float) factor;
    for (int i = 0; image.channels() == 3 && i < pixels.length; i += 3) {
      int grey = luminance(pixels, i);
      pixels[i] = (byte) blend(grey, pixels[i] & 0xFF, alpha);
      pixels[i + 1] = (byte) blend(grey, pixels[i + 1] & 0xFF, alpha);
      pixels[i + 2] = (byte) blend(grey, pixels[i + 2] & 0xFF, alpha);
    }
    return image;
  }

  /** Every channel becomes the luminance. */
  static Image greyscale(Image image) {
    byte[] pixels = image.pixels();
    for (int i = 0; image.channels() == 3 && i < pixels.length; i += 3) {
      byte grey = (byte) luminance(pixels, i);
      pixels[i] = grey;
      pixels[i + 1] = grey;
      pixels[i + 2] = grey;
    }
    return image;
  }

  private static int luminance(byte[] pixels, int i) {
    int red = pixels[i] & 0xFF;
    int green = pixels[i + 1] & 0xFF;
    int blue = pixels[i + 2] & 0xFF;
    return (red * RED + green * GREEN + blue * BLUE + 0x8000) >> 16;
  }

  /** From a at factor 0 to b at factor 1 and beyond, cut off like Pillow's blend, not rounded. */
  static int blend(int a, int b, float factor) {
    float value = a + factor * (b - a);
    return value <= 0 ? 0 : value >= 255 ? 255 : (int) value;
  }

  /**
   * Turns every hue, in hue, saturation and value of eight bits each.
   *
   * @param shift in turns, in [-0.5, 0.5]
   */
  static Image hue(Image image, double shift) {
    byte[] pixels = image.pixels();
    int steps = (int) (shift * 255);
    for (int i = 0; image.channels() == 3 && i < pixels.length; i += 3) {
      int red = pixels[i] & 0xFF;
      int green = pixels[i + 1] & 0xFF;
      int blue = pixels[i + 2] & 0xFF;
      int value = Math.max(red, Math.max(green, blue));
      int range = value - Math.min(red, Math.min(green, blue));
      if (range == 0) {
        continue; // grey has no hue
      }
      int hue = hue(red, green, blue, value, range) + steps & 0xFF;
      int saturation = (int) ((float) range / value * 255.0);
      write(hue, saturation, value, pixels, i);
    }
    return image;
  }

  private static int hue(int red, int green, int blue, int value, int range) {
    float toRed = (float) (value - red) / range;
    float toGreen = (float) (value - green) / range;
    float toBlue = (float) (value - blue) / range;
    float sixths;
    if (red == value) {
      sixths = toBlue - toGreen;
    } else if (green == value) {
      sixths = (float) (2.0 + toRed - toBlue);
    } else {
      sixths = (float) (4.0 + toGreen - toRed);
    }
    float turn = (float) ((sixths / 6.0 + 1.0) % 1.0);
    return (int) (turn * 255.0);
  }

  private static void write(int hue, int saturation, int value, byte[] pixels, int i) {
    if (saturation == 0) {
      set(pixels, i, value, value, value);
      return;
    }
    int sector = (int) ((float) hue * 6.0 / 255.0);
    float within = (float) ((float) hue * 6.0 / 255.0 - sector);
    float share = (float) (saturation / 255.0);
    int low = round(value * (1.0 - share));
    int falling = round(value * (1.0 - share * within));
    int rising = round(value * (1.0 - share * (1.0 - within)));
    switch (sector % 6) {
      case 0 -> set(pixels, i, value, rising, low);
      case 1 -> set(pixels, i, falling, value, low);
      case 2 -> set(pixels, i, low, value, rising);
      case 3 -> set(pixels, i, low, falling, value);
      case 4 -> set(pixels, i, rising, low, value);
      default -> set(pixels, i, value, low, falling);
    }
  }

  private static int round(double value) {
    return Math.max(0, Math.min(255, (int) Math.floor(value + 0.5)));
  }

  private static void set(byte[] pixels, int i, int red, int green, int blue) {
    pixels[i] = (byte) red;
    pixels[i + 1] = (byte) green;
    pixels[i + 2] = (byte) blue;
  }
}
