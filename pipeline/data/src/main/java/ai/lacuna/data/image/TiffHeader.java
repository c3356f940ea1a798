package ai.lacuna.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The one fact about a TIFF that its pixels do not tell. */
final class TiffHeader {

  private static final int COMPRESSION = 259;
  private static final int JPEG = 7;

  private TiffHeader() {}

  /** Whether the first page is compressed as JPEG; such CMYK data comes out inverted. */
  static boolean isJpeg(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    file.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = file.getInt(4) & 0xFFFFFFFFL;
    if (directory + 2 > bytes.length) {
      return false;
    }
    int entries = file.getShort((int) directory) & 0xFFFF;
    for (int e = 0; e < entries; e++) {
      long entry = directory + 2 + 12L * e;
      if (entry + 12 > bytes.length) {
        return false;
      }
      if ((file.getShort((int) entry) & 0xFFFF) == COMPRESSION) {
        return (file.getShort((int) entry + 8) & 0xFFFF) == JPEG;
      }
    }
    return false;
  }
}
