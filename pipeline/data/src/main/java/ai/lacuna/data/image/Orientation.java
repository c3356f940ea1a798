package ai.lacuna.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a camera was held, as EXIF says it: what must be done to the stored pixels to see the picture
 * upright. The reference loaders ignore it.
 *
 * @see <a href="https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf">EXIF 2.32, tag
 *     Orientation (274)</a>
 */
public enum Orientation {
  /** Nothing; also where the file says nothing, or nonsense. */
  UPRIGHT,
  MIRRORED,
  UPSIDE_DOWN,
  /** Mirrored top to bottom. */
  FLIPPED,
  /** Rows and columns exchanged. */
  TRANSPOSED,
  /** To be turned clockwise by 90 degrees. */
  CLOCKWISE,
  /** Rows and columns exchanged, and turned by 180 degrees. */
  TRANSVERSED,
  /** To be turned counter-clockwise by 90 degrees. */
  COUNTER_CLOCKWISE;

  /** What is done about it. */
  public enum Use {
    /** Pixels are taken as stored, as the reference loaders do. */
    IGNORE,
    /** Pictures are turned upright. */
    APPLY
  }

  private static final int TAG = 274;
  private static final int ENTRY = 12;
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

  /** What a JPEG, PNG, TIFF or WebP file says. */
  static Orientation of(byte[] file, Format format) {
    return switch (format) {
      case JPEG -> inJpeg(file);
      case PNG -> inPng(file);
      case WEBP -> inWebp(file);
      case TIFF -> inTiff(file, 0, file.length);
      case GIF, BMP, PAM -> UPRIGHT;
    };
  }

  /** Whether height and width change places. */
  public boolean turns() {
    return ordinal() >= TRANSPOSED.ordinal();
  }

  /** The picture as it is to be seen: a new image, or the same if nothing is to be done. */
  public Image upright(Image stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int channels = stored.channels();
    int height = turns() ? stored.width() : stored.height();
    int width = turns() ? stored.height() : stored.width();
    byte[] pixels = new byte[stored.pixels().length];
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to += channels) {
        int row = row(y, x, stored.height());
        int column = column(y, x, stored.width());
        int from = (row * stored.width() + column) * channels;
        System.arraycopy(stored.pixels(), from, pixels, to, channels);
      }
    }
    return new Image(channels, height, width, pixels);
  }

  /** The stored row of what is seen at (y, x). */
  private int row(int y, int x, int height) {
    return switch (this) {
      case UPRIGHT, MIRRORED -> y;
      case UPSIDE_DOWN, FLIPPED -> height - 1 - y;
      case TRANSPOSED, COUNTER_CLOCKWISE -> x;
      case CLOCKWISE, TRANSVERSED -> height - 1 - x;
    };
  }

  /** The stored column of what is seen at (y, x). */
  private int column(int y, int x, int width) {
    return switch (this) {
      case UPRIGHT, FLIPPED -> x;
      case MIRRORED, UPSIDE_DOWN -> width - 1 - x;
      case TRANSPOSED, CLOCKWISE -> y;
      case TRANSVERSED, COUNTER_CLOCKWISE -> width - 1 - y;
    };
  }

  private static Orientation inJpeg(byte[] b) {
    int i = 2;
    while (i + 4 <= b.length && (b[i] & 0xFF) == 0xFF) {
      int marker = b[i + 1] & 0xFF;
      if (marker == 0xDA || marker == 0xD9) {
        return UPRIGHT;
      }
      int end = i + 2 + ((b[i + 2] & 0xFF) << 8 | (b[i + 3] & 0xFF));
      if (marker == 0xE1 && holds(b, i + 4, EXIF)) {
        return inTiff(b, i + 4 + EXIF.length, Math.min(end, b.length));
      }
      i = marker == 0xFF ? i + 1 : Math.max(end, i + 4);
    }
    return UPRIGHT;
  }

  private static Orientation inPng(byte[] b) {
    return inChunks(b, 8, "eXIf", ByteOrder.BIG_ENDIAN);
  }

  private static Orientation inWebp(byte[] b) {
    return inChunks(b, 12, "EXIF", ByteOrder.LITTLE_ENDIAN);
  }

  // PNG: length, name, data, check, big-endian; RIFF: name, length, data, padding, little-endian.
  private static Orientation inChunks(byte[] b, int start, String name, ByteOrder order) {
    boolean png = order == ByteOrder.BIG_ENDIAN;
    byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file = ByteBuffer.wrap(b).order(order);
    long i = start;
    while (i + 8 <= b.length) {
      long length = file.getInt((int) i + (png ? 0 : 4)) & 0xFFFFFFFFL;
      long end = Math.min(b.length, i + 8 + length);
      if (holds(b, (int) i + (png ? 4 : 0), wanted)) {
        int data = (int) i + 8;
        // Some writers put JPEG's header before it here, too.
        int skipped = holds(b, data, EXIF) ? EXIF.length : 0;
        return inTiff(b, data + skipped, (int) end);
      }
      i += 8 + length + (png ? 4 : length & 1);
    }
    return UPRIGHT;
  }

  /** The first directory of a TIFF structure at {@code [start, end)}. */
  private static Orientation inTiff(byte[] b, int start, int end) {
    if (start + 8 > end) {
      return UPRIGHT;
    }
    ByteBuffer tiff = ByteBuffer.wrap(b, start, end - start).slice();
    boolean little = b[start] == 'I' && b[start + 1] == 'I';
    tiff.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = tiff.getInt(4) & 0xFFFFFFFFL;
    if (directory + 2 > tiff.capacity()) {
      return UPRIGHT;
    }
    int entries = tiff.getShort((int) directory) & 0xFFFF;
    for (int e = 0; e < entries; e++) {
      long entry = directory + 2 + (long) ENTRY * e;
      if (entry + ENTRY > tiff.capacity()) {
        return UPRIGHT;
      }
      if ((tiff.getShort((int) entry) & 0xFFFF) == TAG) {
        int value = tiff.getShort((int) entry + 8) & 0xFFFF;
        return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  private static boolean holds(byte[] b, int at, byte[] expected) {
    if (at + expected.length > b.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (b[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
