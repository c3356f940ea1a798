package ai.lacuna.data.image;

import ai.lacuna.data.image.UndecodableImage.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What is to be known of a TIFF's first page before a reader sees it. */
final class TiffHeader {

  private static final int COMPRESSION = 259;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int JPEG = 7;
  private static final int ENTRY = 12;
  // As many channels as a data set can have; JDK's reader takes gigabytes to prepare for more.
  private static final int MOST_SAMPLES = 64;
  // Bytes of a value of each field type, from 1 on.
  private static final int[] SIZES = {1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

  private TiffHeader() {}

  /** Whether the first page is compressed as JPEG; such CMYK data comes out inverted. */
  static boolean isJpeg(byte[] bytes) {
    ByteBuffer file = ordered(bytes);
    int entry = first(file);
    for (int n = entries(file); n > 0 && entry + ENTRY <= bytes.length; n--, entry += ENTRY) {
      if (tag(file, entry) == COMPRESSION) {
        return (file.getShort(entry + 8) & 0xFFFF) == JPEG;
      }
    }
    return false;
  }

  /** Refuses a first page that announces more than the file can hold or anybody has use for. */
  static void check(byte[] bytes) throws UndecodableImage {
    ByteBuffer file = ordered(bytes);
    int entry = first(file);
    for (int n = entries(file); n > 0 && entry + ENTRY <= bytes.length; n--, entry += ENTRY) {
      int type = file.getShort(entry + 2) & 0xFFFF;
      long count = file.getInt(entry + 4) & 0xFFFFFFFFL;
      int size = type >= 1 && type <= SIZES.length ? SIZES[type - 1] : 1;
      if (count * size > bytes.length) {
        throw new UndecodableImage(
            Reason.BROKEN, "TIFF field %d claims %d values".formatted(tag(file, entry), count));
      }
      if (tag(file, entry) == SAMPLES_PER_PIXEL && size == 2) {
        int samples = file.getShort(entry + 8) & 0xFFFF;
        if (samples > MOST_SAMPLES) {
          throw new UndecodableImage(
              Reason.UNSUPPORTED, "TIFF has " + samples + " samples per pixel");
        }
      }
    }
  }

  private static ByteBuffer ordered(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    return file.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  private static int tag(ByteBuffer file, int entry) {
    return file.getShort(entry) & 0xFFFF;
  }

  /** Where the first entry of the first page stands. */
  private static int first(ByteBuffer file) {
    return directory(file) + 2;
  }

  private static int entries(ByteBuffer file) {
    int directory = directory(file);
    return directory + 2 > file.capacity() ? 0 : file.getShort(directory) & 0xFFFF;
  }

  private static int directory(ByteBuffer file) {
    long offset = file.capacity() < 8 ? Integer.MAX_VALUE : file.getInt(4) & 0xFFFFFFFFL;
    return (int) Math.min(offset, file.capacity());
  }
}
