package ai.lacuna.data.image;

import org.jspecify.annotations.Nullable;

/**
 * The image formats that are read, told apart by their first bytes; file names are not trusted.
 * ImageIO's own detection is not used: it asks every reader on the class path, and some accept
 * nearly anything.
 */
enum Format {
  JPEG("JPEG"),
  PNG("png"),
  GIF("gif"),
  BMP("bmp"),
  TIFF("tiff"),
  WEBP("webp"),
  PAM("pam");

  private final String imageIoName;

  Format(String imageIoName) {
    this.imageIoName = imageIoName;
  }

  String imageIoName() {
    return imageIoName;
  }

  /** The format of the bytes, or null if none is recognised. */
  static @Nullable Format of(byte[] b) {
    if (starts(b, 0, 0xFF, 0xD8, 0xFF)) {
      return JPEG;
    }
    if (starts(b, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
      return PNG;
    }
    if (starts(b, 0, 'G', 'I', 'F', '8')) {
      return GIF;
    }
    if (starts(b, 0, 'B', 'M')) {
      return BMP;
    }
    if (starts(b, 0, 'I', 'I', 42, 0) || starts(b, 0, 'M', 'M', 0, 42)) {
      return TIFF;
    }
    if (starts(b, 0, 'R', 'I', 'F', 'F') && starts(b, 8, 'W', 'E', 'B', 'P')) {
      return WEBP;
    }
    return starts(b, 0, 'P', '7', '\n') ? PAM : null;
  }

  private static boolean starts(byte[] bytes, int offset, int... expected) {
    if (bytes.length < offset + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[offset + i] & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
