package ai.lacuna.data.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Pictures of four quadrants: top left, top right, bottom left, bottom right, of one colour each.
 * They lie on the blocks of 16 pixels of a JPEG, which therefore keeps their colours but for the
 * pixels along their edges.
 */
final class Quadrants {

  static final int WIDTH = 128;
  static final int HEIGHT = 64;

  /** The two values that a channel of {@link #RGB} has; five bits are enough for them. */
  static final int LOW = 33;

  static final int HIGH = 222;

  static final int[][] RGB = {
    {HIGH, LOW, LOW}, {LOW, HIGH, LOW}, {LOW, LOW, HIGH}, {HIGH, HIGH, LOW}
  };
  static final int[][] GREY = {{0}, {85}, {170}, {255}};
  static final int[][] BITS = {{0}, {255}, {255}, {0}};

  /** {@link #RGB} in cyan, magenta, yellow and black, 0 = no ink. */
  static final int[][] CMYK =
      each(RGB, c -> new int[] {ink(c[0]), ink(c[1]), ink(c[2]), 255 - HIGH});

  // Where each EXIF orientation, from 1 on, stores the quadrants of the upright picture.
  private static final List<String> STORED =
      List.of("0123", "1032", "3210", "2301", "0213", "1302", "3120", "2031");

  /** What becomes of a colour. */
  interface Change {
    int[] of(int[] colour);
  }

  private Quadrants() {}

  static int[][] each(int[][] colours, Change change) {
    return Arrays.stream(colours).map(change::of).toArray(int[][]::new);
  }

  /** The colours as JPEG stores them: YCbCr of the first three channels, others as they are. */
  static int[] lumaChroma(int[] c) {
    int[] all = c.clone();
    all[0] = (int) Math.round(0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]);
    all[1] = (int) Math.round(128 - 0.168736 * c[0] - 0.331264 * c[1] + 0.5 * c[2]);
    all[2] = (int) Math.round(128 + 0.5 * c[0] - 0.418688 * c[1] - 0.081312 * c[2]);
    return all;
  }

  static BufferedImage rgb() {
    return channels(8, RGB);
  }

  static BufferedImage grey(int bits) {
    return channels(bits, GREY);
  }

  /** Grey or RGB samples of 8 or 16 bits; a second or fourth channel is alpha. */
  static BufferedImage channels(int bits, int[][] colours) {
    int channels = colours[0].length;
    boolean alpha = channels % 2 == 0;
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(channels < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            bits == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT);
    int factor = bits == 8 ? 1 : 257; // both bytes of a wide sample are the value
    return picture(model, each(colours, c -> Arrays.stream(c).map(v -> v * factor).toArray()));
  }

  /**
   * {@link #RGB} by a palette.
   *
   * @param bits of an index, from 2 on
   * @param transparent the index of which nothing is seen, or -1
   */
  static BufferedImage palette(int bits, int transparent) {
    int size = 1 << bits; // whole: of a smaller one the JDK's BMP writer infers fewer bits
    byte[][] channels = new byte[3][size];
    for (int q = 0; q < 4; q++) {
      for (int c = 0; c < 3; c++) {
        channels[c][q] = (byte) RGB[q][c];
      }
    }
    return picture(
        new IndexColorModel(bits, size, channels[0], channels[1], channels[2], transparent),
        new int[][] {{0}, {1}, {2}, {3}});
  }

  /** {@link #BITS}, one bit for each pixel. */
  static BufferedImage bits() {
    byte[] values = {0, -1};
    return picture(
        new IndexColorModel(1, 2, values, values, values), each(BITS, c -> new int[] {c[0] & 1}));
  }

  /** {@link #RGB} as a camera stores it that was held so; 1 to 8. */
  static BufferedImage stored(int orientation) {
    Image image = image(orientation);
    ColorModel model = rgb().getColorModel();
    WritableRaster raster = model.createCompatibleWritableRaster(image.width(), image.height());
    raster.setDataElements(0, 0, image.width(), image.height(), image.pixels());
    return new BufferedImage(model, raster, false, null);
  }

  /** The samples of {@link #stored}. */
  static Image image(int orientation) {
    String places = STORED.get(orientation - 1);
    int[][] colours = new int[4][];
    for (int q = 0; q < 4; q++) {
      colours[q] = RGB[places.charAt(q) - '0'];
    }
    boolean turned = orientation > 4;
    return image(turned ? HEIGHT : WIDTH, turned ? WIDTH : HEIGHT, colours);
  }

  static Image image(int[][] colours) {
    return image(WIDTH, HEIGHT, colours);
  }

  /** A raster of the colours as they are, whatever they mean. */
  static Raster raster(int[][] colours) {
    int channels = colours[0].length;
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, channels, null);
    raster.setDataElements(0, 0, WIDTH, HEIGHT, image(colours).pixels());
    return raster;
  }

  /** A picture of which any part is of some length in any file. */
  static BufferedImage noise(int type) {
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, type);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      picture.setRGB(i % WIDTH, i / WIDTH, random.nextInt() | 0xFF000000);
    }
    return picture;
  }

  /** As a manifest has them: red/green/blue of each quadrant. */
  static String text(int[][] colours) {
    return Arrays.stream(colours)
        .map(c -> c[0] + "/" + c[c.length == 3 ? 1 : 0] + "/" + c[c.length == 3 ? 2 : 0])
        .collect(Collectors.joining(" "));
  }

  private static int ink(int value) {
    return 255 - Math.round(255f * value / HIGH);
  }

  private static Image image(int width, int height, int[][] colours) {
    int channels = colours[0].length;
    byte[] pixels = new byte[width * height * channels];
    for (int i = 0; i < pixels.length; i++) {
      int pixel = i / channels;
      int quadrant = pixel / width / (height / 2) * 2 + pixel % width / (width / 2);
      pixels[i] = (byte) colours[quadrant][i % channels];
    }
    return new Image(channels, height, width, pixels);
  }

  private static BufferedImage picture(ColorModel model, int[][] colours) {
    WritableRaster raster = model.createCompatibleWritableRaster(WIDTH, HEIGHT);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        raster.setPixel(x, y, colours[y / (HEIGHT / 2) * 2 + x / (WIDTH / 2)]);
      }
    }
    return new BufferedImage(model, raster, false, null);
  }
}
