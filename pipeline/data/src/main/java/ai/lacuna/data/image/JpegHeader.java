package ai.lacuna.data.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What colour conversion needs to know of a JPEG.
 *
 * @param components samples per pixel; 0 if no frame header was found
 * @param transform the Adobe marker's transform: 0 = CMYK or RGB, 1 = YCbCr, 2 = YCCK; -1 without a
 *     marker
 * @param height height in pixels, 0 if not known
 * @param width width in pixels, 0 if not known
 * @param profile where the segments of an embedded colour profile lie
 */
record JpegHeader(int components, int transform, int height, int width, List<Segment> profile) {

  /** Bytes {@code [start, end)} of the file. */
  record Segment(int start, int end) {}

  /** Reads the markers up to the first scan. */
  static JpegHeader of(byte[] b) {
    int components = 0;
    int transform = -1;
    int height = 0;
    int width = 0;
    List<Segment> profile = new ArrayList<>();
    int i = 2;
    while (i + 4 <= b.length) {
      if ((b[i] & 0xFF) != 0xFF) {
        i++;
        continue;
      }
      int marker = b[i + 1] & 0xFF;
      if (marker == 0xFF || marker == 0 || marker == 1 || (marker >= 0xD0 && marker <= 0xD8)) {
        i += marker == 0xFF ? 1 : 2; // padding, and markers without a length
        continue;
      }
      if (marker == 0xDA) {
        break;
      }
      int length = Math.max(2, (b[i + 2] & 0xFF) << 8 | (b[i + 3] & 0xFF));
      int end = Math.min(b.length, i + 2 + length);
      boolean frame =
          marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
      if (frame && i + 9 < end) {
        components = b[i + 9] & 0xFF;
        height = (b[i + 5] & 0xFF) << 8 | (b[i + 6] & 0xFF);
        width = (b[i + 7] & 0xFF) << 8 | (b[i + 8] & 0xFF);
      } else if (marker == 0xEE && i + 15 < end && holds(b, i + 4, "Adobe")) {
        transform = b[i + 15] & 0xFF;
      } else if (marker == 0xE2 && i + 16 < end && holds(b, i + 4, "ICC_PROFILE")) {
        profile.add(new Segment(i, end));
      }
      i = end;
    }
    return new JpegHeader(components, transform, height, width, profile);
  }

  /** The file without its colour profile, which the JDK's reader would apply. */
  byte[] withoutProfile(byte[] bytes) {
    if (profile.isEmpty()) {
      return bytes;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    int from = 0;
    for (Segment segment : profile) {
      out.write(bytes, from, segment.start - from);
      from = segment.end;
    }
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }

  private static boolean holds(byte[] b, int at, String text) {
    byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < expected.length; i++) {
      if (b[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
