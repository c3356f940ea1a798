package ai.lacuna.data.image;

import ai.lacuna.data.image.UndecodableImage.Reason;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Turns decoded rasters into 8-bit samples. Raster bands are taken as stored: {@code getRGB} would
 * convert colour spaces, and brighten grey images while at it.
 */
final class Samples {

  /** How CMYK samples are stored. */
  enum Ink {
    /** 0 = no ink. */
    PLAIN,
    /** 255 = no ink. */
    INVERTED
  }

  private Samples() {}

  /** The image as {@code channels} samples per pixel, see {@link ImageDecoder}. */
  static Image from(BufferedImage image, Ink ink, int channels) throws UndecodableImage {
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && channels == 3) {
      return fromBgr(image);
    }
    if (image.getColorModel() instanceof IndexColorModel palette) {
      return fromPalette(image.getRaster(), palette, channels);
    }
    ColorModel model = image.getColorModel();
    boolean cmyk = model.getColorSpace().getType() == ColorSpace.TYPE_CMYK;
    int[] stored = bands(image.getRaster()); // (H, W, bands)
    int bands = image.getRaster().getNumBands();
    if (cmyk && bands == 4) {
      if (ink == Ink.INVERTED) {
        invert(stored);
      }
      return fromCmyk(stored, image.getHeight(), image.getWidth(), channels);
    }
    return pack(stored, bands, image.getHeight(), image.getWidth(), channels);
  }

  /**
   * A JPEG of four components. Adobe stores them inverted; Pillow assumes that for every such file.
   *
   * @param transform 2 = the first three are YCbCr
   */
  static Image fromJpegCmyk(Raster raster, int transform, int channels) throws UndecodableImage {
    int[] stored = bands(raster); // (H, W, 4)
    for (int i = 0; i < stored.length; i += 4) {
      if (transform == 2) {
        double y = stored[i];
        double blue = stored[i + 1] - 128;
        double red = stored[i + 2] - 128;
        stored[i] = 255 - clip(y + 1.402 * red);
        stored[i + 1] = 255 - clip(y - 0.344136 * blue - 0.714136 * red);
        stored[i + 2] = 255 - clip(y + 1.772 * blue);
      }
    }
    invert(stored);
    return fromCmyk(stored, raster.getHeight(), raster.getWidth(), channels);
  }

  private static void invert(int[] samples) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 255 - samples[i];
    }
  }

  private static Image fromBgr(BufferedImage image) {
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    byte[] rgb = new byte[bgr.length];
    for (int i = 0; i < bgr.length; i += 3) {
      rgb[i] = bgr[i + 2];
      rgb[i + 1] = bgr[i + 1];
      rgb[i + 2] = bgr[i];
    }
    return new Image(3, image.getHeight(), image.getWidth(), rgb);
  }

  private static Image fromPalette(Raster raster, IndexColorModel palette, int channels)
      throws UndecodableImage {
    int height = raster.getHeight();
    int width = raster.getWidth();
    int[] rgb = new int[height * width * 3];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        int index = Math.min(row[x], palette.getMapSize() - 1);
        int i = (y * width + x) * 3;
        rgb[i] = palette.getRed(index);
        rgb[i + 1] = palette.getGreen(index);
        rgb[i + 2] = palette.getBlue(index);
      }
    }
    return pack(rgb, 3, height, width, channels);
  }

  private static Image fromCmyk(int[] cmyk, int height, int width, int channels)
      throws UndecodableImage {
    if (channels == 4) {
      return pack(cmyk, 4, height, width, channels);
    }
    int[] rgb = new int[height * width * 3];
    for (int i = 0, o = 0; i < cmyk.length; i += 4, o += 3) {
      int light = 255 - cmyk[i + 3];
      for (int c = 0; c < 3; c++) {
        rgb[o + c] = light - (cmyk[i + c] * light + 127) / 255;
      }
    }
    return pack(rgb, 3, height, width, channels);
  }

  /** All bands scaled to 0..255, (H, W, bands). */
  private static int[] bands(Raster raster) throws UndecodableImage {
    int type = raster.getSampleModel().getDataType();
    if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
      throw new UndecodableImage(Reason.UNSUPPORTED, "floating-point samples");
    }
    int bands = raster.getNumBands();
    int width = raster.getWidth();
    int[] all = new int[raster.getHeight() * width * bands];
    int[] row = new int[width * bands];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      System.arraycopy(row, 0, all, y * row.length, row.length);
    }
    for (int band = 0; band < bands; band++) {
      int bits = raster.getSampleModel().getSampleSize(band);
      if (bits > 16) {
        throw new UndecodableImage(Reason.UNSUPPORTED, bits + " bits per sample");
      }
      scale(all, band, bands, bits);
    }
    return all;
  }

  /** Brings one band from {@code bits} to 8 bits. */
  private static void scale(int[] all, int band, int bands, int bits) {
    if (bits == 8) {
      return;
    }
    if (bits < 8) {
      for (int i = band; i < all.length; i += bands) {
        all[i] = all[i] * 255 / ((1 << bits) - 1);
      }
      return;
    }
    int largest = 0;
    for (int i = band; i < all.length; i += bands) {
      largest = Math.max(largest, all[i]);
    }
    // A wide grey image that stays below 256 is 8-bit data in a 16-bit file.
    int shift = bands < 3 && largest < 256 ? 0 : bits - 8;
    for (int i = band; i < all.length; i += bands) {
      all[i] >>= shift;
    }
  }

  /** Drops alpha, replicates grey, takes the luma, or checks the number of bands. */
  static Image pack(int[] stored, int bands, int height, int width, int channels)
      throws UndecodableImage {
    byte[] out = new byte[height * width * channels];
    if (channels != 1 && channels != 3) {
      if (bands != channels) {
        throw new UndecodableImage(
            Reason.UNSUPPORTED, "has " + bands + " channels, expected " + channels);
      }
      for (int i = 0; i < out.length; i++) {
        out[i] = (byte) stored[i];
      }
      return new Image(channels, height, width, out);
    }
    boolean grey = bands < 3;
    for (int i = 0, o = 0; i < stored.length; i += bands, o += channels) {
      int red = stored[i];
      int green = grey ? red : stored[i + 1];
      int blue = grey ? red : stored[i + 2];
      if (channels == 3) {
        out[o] = (byte) red;
        out[o + 1] = (byte) green;
        out[o + 2] = (byte) blue;
      } else {
        // Fixed-point 0.299, 0.587, 0.114 with 16 binary places, as Pillow rounds them.
        out[o] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
      }
    }
    return new Image(channels, height, width, out);
  }

  private static int clip(double value) {
    return (int) Math.max(0, Math.min(255, Math.rint(value)));
  }
}
