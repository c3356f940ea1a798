package ai.lacuna.data.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Encodes generated images: PNG for one and three channels, PAM for any other number.
 *
 * <p>The PNG data is stored, not compressed. Deflate's output differs between zlib builds, and
 * equal images must have equal bytes everywhere; the data set's own compression follows anyway.
 */
public final class ImageEncoder {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int LONGEST_BLOCK = 65535;

  private ImageEncoder() {}

  /** An image file that {@link ImageDecoder} decodes to the same samples. */
  public static byte[] encode(Image image) {
    return switch (image.channels()) {
      case 1 -> png(image, 0);
      case 3 -> png(image, 2);
      default -> Pam.encode(image);
    };
  }

  private static byte[] png(Image image, int colourType) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(image.pixels().length + 1024);
    out.writeBytes(SIGNATURE);
    ByteArrayOutputStream header = new ByteArrayOutputStream(13);
    int32(header, image.width());
    int32(header, image.height());
    header.write(8);
    header.write(colourType);
    header.writeBytes(new byte[3]); // deflate, filter method 0, not interlaced
    chunk(out, "IHDR", header.toByteArray());
    chunk(out, "IDAT", zlib(scanlines(image)));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** Each row with filter type 0 before it. */
  private static byte[] scanlines(Image image) {
    int stride = image.width() * image.channels();
    byte[] lines = new byte[(stride + 1) * image.height()];
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(image.pixels(), y * stride, lines, y * (stride + 1) + 1, stride);
    }
    return lines;
  }

  /** RFC 1950 and 1951 with stored blocks only. */
  private static byte[] zlib(byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 64);
    out.write(0x78);
    out.write(0x01);
    for (int start = 0; start < data.length; start += LONGEST_BLOCK) {
      int length = Math.min(LONGEST_BLOCK, data.length - start);
      out.write(start + length == data.length ? 1 : 0);
      out.write(length & 0xFF);
      out.write(length >> 8);
      out.write(~length & 0xFF);
      out.write((~length >> 8) & 0xFF);
      out.write(data, start, length);
    }
    Adler32 check = new Adler32();
    check.update(data);
    int32(out, (int) check.getValue());
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(data);
    int32(out, data.length);
    out.writeBytes(name);
    out.writeBytes(data);
    int32(out, (int) check.getValue());
  }

  private static void int32(ByteArrayOutputStream out, int value) {
    out.write(value >>> 24);
    out.write(value >>> 16);
    out.write(value >>> 8);
    out.write(value);
  }
}
