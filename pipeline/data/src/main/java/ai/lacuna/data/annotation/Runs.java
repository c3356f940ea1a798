package ai.lacuna.data.annotation;

import java.util.Arrays;

/** Runs in the making: neighbours of the same value join. */
final class Runs {

  private int[] lengths = new int[16];
  private int count = 1; // the first run is of zeros, even if it stays empty

  /** Appends pixels of value 0 or 1. */
  void add(int value, int pixels) {
    if (pixels == 0) {
      return;
    }
    if (value != (count - 1 & 1)) {
      if (count == lengths.length) {
        lengths = Arrays.copyOf(lengths, 2 * count);
      }
      count++;
    }
    lengths[count - 1] += pixels;
  }

  int[] toArray() {
    return Arrays.copyOf(lengths, count);
  }
}
