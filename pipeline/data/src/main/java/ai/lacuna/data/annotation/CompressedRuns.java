package ai.lacuna.data.annotation;

import java.util.Arrays;

/**
 * COCO's text for run lengths. From the fourth run on, a run is told by its difference from the run
 * before the last. A number is cut into groups of five bits, lowest first, each a character from
 * code 48 on; 32 is added where more groups follow, and the highest bit of the last is its sign.
 *
 * @see <a href="https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c">maskApi.c</a>
 */
final class CompressedRuns {

  private static final int BITS = 5;
  private static final int MORE = 1 << BITS;
  private static final int SIGN = MORE >> 1;
  private static final int ZERO = 48;

  private CompressedRuns() {}

  static String text(int[] runs) {
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < runs.length; r++) {
      int rest = r > 2 ? runs[r] - runs[r - 2] : runs[r];
      boolean last;
      do {
        int group = rest & MORE - 1;
        rest >>= BITS;
        last = rest == ((group & SIGN) == 0 ? 0 : -1);
        text.append((char) (ZERO + (last ? group : group | MORE)));
      } while (!last);
    }
    return text.toString();
  }

  static int[] parse(String text) {
    int[] runs = new int[text.length()];
    int count = 0;
    for (int at = 0; at < text.length(); count++) {
      long value = 0;
      int shift = 0;
      boolean more;
      do {
        int group = at < text.length() ? text.charAt(at++) - ZERO : -1;
        if (group < 0 || group >= 2 * MORE || shift > 30) {
          throw new IllegalArgumentException("run lengths damaged at character " + at);
        }
        value |= (long) (group & MORE - 1) << shift;
        shift += BITS;
        more = (group & MORE) != 0;
        if (!more && (group & SIGN) != 0) {
          value |= -1L << shift;
        }
      } while (more);
      long run = count > 2 ? value + runs[count - 2] : value;
      if (run != (int) run) {
        throw new IllegalArgumentException("a run of " + run + " pixels");
      }
      runs[count] = (int) run;
    }
    return Arrays.copyOf(runs, count);
  }
}
