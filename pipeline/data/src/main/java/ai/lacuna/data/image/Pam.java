package ai.lacuna.data.image;

import ai.lacuna.data.image.UndecodableImage.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Netpbm's PAM: a few lines of text, then raw 8-bit samples (H, W, C). It holds images of any
 * number of channels, which PNG cannot, and TIFF only in forms that common readers refuse.
 *
 * @see <a href="https://netpbm.sourceforge.net/doc/pam.html">the format</a>
 */
final class Pam {

  private static final String END = "ENDHDR\n";
  private static final int LONGEST_HEADER = 1024;

  private Pam() {}

  static byte[] encode(Image image) {
    byte[] header =
        "P7\nWIDTH %d\nHEIGHT %d\nDEPTH %d\nMAXVAL 255\n%s"
            .formatted(image.width(), image.height(), image.channels(), END)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[header.length + image.pixels().length];
    System.arraycopy(header, 0, out, 0, header.length);
    System.arraycopy(image.pixels(), 0, out, header.length, image.pixels().length);
    return out;
  }

  static Image decode(byte[] bytes, int channels, long maxPixels) throws UndecodableImage {
    String head =
        new String(bytes, 0, Math.min(bytes.length, LONGEST_HEADER), StandardCharsets.US_ASCII);
    int end = head.indexOf(END);
    if (end < 0) {
      throw new UndecodableImage(Reason.BROKEN, "PAM header without ENDHDR");
    }
    Map<String, String> fields = new HashMap<>();
    for (String line : head.substring(0, end).split("\n")) {
      String[] words = line.trim().split("\\s+", 2);
      if (words.length == 2 && !words[0].startsWith("#")) {
        fields.put(words[0], words[1]);
      }
    }
    int width = number(fields.get("WIDTH"));
    int height = number(fields.get("HEIGHT"));
    int depth = number(fields.get("DEPTH"));
    if (number(fields.get("MAXVAL")) != 255) {
      throw new UndecodableImage(Reason.UNSUPPORTED, "PAM with MAXVAL other than 255");
    }
    ImageDecoder.checkSize(height, width, maxPixels);
    int start = end + END.length();
    if (bytes.length - start != (long) height * width * depth) {
      throw new UndecodableImage(
          Reason.BROKEN,
          "PAM holds %d samples, expected %d x %d x %d"
              .formatted(bytes.length - start, height, width, depth));
    }
    int[] stored = new int[bytes.length - start];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = bytes[start + i] & 0xFF;
    }
    return Samples.pack(stored, depth, height, width, channels);
  }

  private static int number(@Nullable String text) throws UndecodableImage {
    try {
      int value = text == null ? 0 : Integer.parseInt(text.trim());
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below like a missing number.
    }
    throw new UndecodableImage(Reason.BROKEN, "PAM header with a bad number: " + text);
  }
}
