package ai.lacuna.data.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Image files, and parts of them, that ImageIO has no way to write. */
public final class HandMadeFiles {

  private static final int PNG_HEADER = 33; // signature and IHDR

  private HandMadeFiles() {}

  /** A JPEG with one more segment, which comes before all others. */
  static byte[] jpegWith(byte[] jpeg, int marker, byte[]... data) {
    byte[] content = joined(data);
    byte[] start = {
      (byte) 0xFF, (byte) marker, (byte) ((content.length + 2) >> 8), (byte) (content.length + 2)
    };
    return spliced(jpeg, 2, joined(start, content));
  }

  /** Where a JPEG's baseline frame header begins. */
  static int frameOf(byte[] jpeg) {
    int at = 2;
    while ((jpeg[at + 1] & 0xFF) != 0xC0) {
      at += 2 + ((jpeg[at + 2] & 0xFF) << 8 | (jpeg[at + 3] & 0xFF));
    }
    return at;
  }

  /** EXIF's TIFF structure with nothing but an orientation, 1 to 8. */
  static byte[] exif(int orientation) {
    ByteBuffer b = ByteBuffer.allocate(26);
    b.put(ascii("MM")).putShort((short) 42).putInt(8).putShort((short) 1);
    b.putShort((short) 274).putShort((short) 3).putInt(1);
    b.putShort((short) orientation).putShort((short) 0);
    return b.array();
  }

  /** A JPEG that says by EXIF how to turn it, 1 to 8. */
  public static byte[] turned(byte[] jpeg, int orientation) {
    return jpegWith(jpeg, 0xE1, inJpeg(exif(orientation)));
  }

  /** The content of EXIF's segment. */
  static byte[] inJpeg(byte[] exif) {
    return joined(ascii("Exif\0\0"), exif);
  }

  /** A PNG with one more chunk after its header. */
  static byte[] pngWith(byte[] png, String type, byte[]... data) {
    return spliced(png, PNG_HEADER, chunk(type, joined(data)));
  }

  /**
   * A PNG of zeros.
   *
   * @param bits bits per sample
   * @param colourType 0 = grey, 2 = RGB
   * @param data compressed rows
   */
  static byte[] png(int width, int height, int bits, int colourType, byte[] data) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) bits).put((byte) colourType);
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    return joined(
        signature, chunk("IHDR", header.array()), chunk("IDAT", data), chunk("IEND", new byte[0]));
  }

  /** A zlib stream of so many MiB of zeros, of about a kilobyte for each. */
  static byte[] zeros(int mebibytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(new byte[1 << 20]);
    byte[] buffer = new byte[1 << 14];
    // A full flush ends on a byte and forgets what came before: what follows can be repeated.
    byte[] first =
        Arrays.copyOf(buffer, deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH));
    deflater.setInput(new byte[1 << 20]);
    byte[] next =
        Arrays.copyOf(buffer, deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH));
    deflater.end();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    for (int i = 1; i < mebibytes; i++) {
      out.writeBytes(next);
    }
    out.writeBytes(new byte[] {3, 0, 0, 0, 0, 1}); // an empty last block; the sum of no bytes
    return out.toByteArray();
  }

  /**
   * A TIFF of three channels or more, little-endian and uncompressed, in one strip.
   *
   * @param photometric 2 = RGB, 5 = CMYK
   */
  static byte[] tiff(Image image, int photometric, int orientation) {
    int channels = image.channels();
    byte[] samples = image.pixels();
    int bits = 8 + 2 + 12 * 10 + 4; // behind ten fields: the bits of each channel
    int strip = bits + 2 * channels;
    int[][] fields = {
      {256, image.width()},
      {257, image.height()},
      {258, bits},
      {259, 1},
      {262, photometric},
      {273, strip},
      {274, orientation},
      {277, channels},
      {278, image.height()},
      {279, samples.length}
    };
    ByteBuffer b = ByteBuffer.allocate(strip + samples.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put(ascii("II")).putShort((short) 42).putInt(8).putShort((short) fields.length);
    for (int[] field : fields) {
      boolean each = field[0] == 258;
      boolean wide = field[0] == 273 || field[0] == 279;
      b.putShort((short) field[0]).putShort((short) (wide ? 4 : 3)).putInt(each ? channels : 1);
      b.putInt(field[1]);
    }
    b.putInt(0);
    for (int i = 0; i < channels; i++) {
      b.putShort((short) 8);
    }
    return b.put(samples).array();
  }

  /**
   * A lossless WebP of an RGB image in which each channel has two values. Both get a code of one
   * bit, so that three bits make a pixel.
   *
   * @param low the smaller value of each channel
   * @param high the larger one
   * @param chunks what else the file holds, after the pixels
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9649#name-specification-for-the-lossl">RFC
   *     9649, section 3</a>
   */
  static byte[] webp(Image image, int low, int high, byte[]... chunks) {
    Bits bits = new Bits();
    bits.put(0x2F, 8);
    bits.put(image.width() - 1, 14);
    bits.put(image.height() - 1, 14);
    bits.put(0, 4); // no alpha, version 0
    bits.put(0, 3); // no transform, no cache of colours, one group of codes
    for (int channel = 0; channel < 3; channel++) {
      bits.put(0b111, 3); // simple code, two symbols, eight bits for the first
      bits.put(low, 8);
      bits.put(high, 8);
    }
    bits.put(0b101, 3); // alpha, always 255: simple code, one symbol
    bits.put(255, 8);
    bits.put(0b001, 3); // distances, not used: simple code, one symbol of one bit
    bits.put(0, 1);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        for (int channel : new int[] {1, 0, 2}) { // green comes first
          bits.put(image.at(y, x, channel) == high ? 1 : 0, 1);
        }
      }
    }
    byte[] extended = new byte[10];
    extended[0] = 8; // EXIF follows
    ByteBuffer.wrap(extended).order(ByteOrder.LITTLE_ENDIAN).putInt(4, image.width() - 1);
    extended[7] = (byte) (image.height() - 1);
    byte[] body =
        joined(
            ascii("WEBP"),
            chunks.length == 0 ? new byte[0] : riff("VP8X", extended),
            riff("VP8L", bits.bytes()),
            joined(chunks));
    return riff("RIFF", body);
  }

  /** A chunk of a RIFF file. */
  static byte[] riff(String type, byte[] data) {
    ByteBuffer b =
        ByteBuffer.allocate(8 + data.length + data.length % 2).order(ByteOrder.LITTLE_ENDIAN);
    return b.put(ascii(type)).putInt(data.length).put(data).array();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** The file with something put in between. */
  static byte[] spliced(byte[] file, int at, byte[] more) {
    return joined(Arrays.copyOf(file, at), more, Arrays.copyOfRange(file, at, file.length));
  }

  /** The file with other bytes from {@code at} on. */
  static byte[] patched(byte[] file, int at, int... values) {
    byte[] copy = file.clone();
    for (int i = 0; i < values.length; i++) {
      copy[at + i] = (byte) values[i];
    }
    return copy;
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] name = ascii(type);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(data);
    ByteBuffer b = ByteBuffer.allocate(12 + data.length);
    return b.putInt(data.length).put(name).put(data).putInt((int) check.getValue()).array();
  }

  /** Bits, the lowest of each byte first. */
  private static final class Bits {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int current;
    private int filled;

    void put(int value, int count) {
      for (int i = 0; i < count; i++) {
        current |= (value >> i & 1) << filled;
        if (++filled == 8) {
          out.write(current);
          current = 0;
          filled = 0;
        }
      }
    }

    byte[] bytes() {
      put(0, (8 - filled) % 8);
      return out.toByteArray();
    }
  }
}
