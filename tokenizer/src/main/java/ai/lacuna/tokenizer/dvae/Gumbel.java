package ai.lacuna.tokenizer.dvae;

import java.util.SplittableRandom;

/**
 * Draws from the standard Gumbel distribution, -log(-log u) of a uniform u.
 *
 * <p>u is the middle of one of 65,536 equally likely cells, so that 16 random bits and a look-up
 * make a number. Towards 1 these would be coarse, where the code is decided: in the last cells u is
 * drawn from the whole cell.
 */
final class Gumbel {

  private static final int CELLS = 1 << 16;
  // The first of these is 1/64 wide in Gumbel's measure, as wide as those before are at most.
  private static final int WHOLE = 64;
  private static final float[] MIDDLES = middles();

  private Gumbel() {}

  private static float[] middles() {
    float[] values = new float[CELLS];
    for (int c = 0; c < CELLS; c++) {
      values[c] = at((CELLS - c - 0.5) / CELLS);
    }
    return values;
  }

  // rest: 1 - u, in (0, 1).
  private static float at(double rest) {
    return (float) -Math.log(-Math.log1p(-rest));
  }

  /** Fills a part of an array, the end not included. */
  static void fill(SplittableRandom random, float[] numbers, int begin, int end) {
    for (int i = begin; i < end; ) {
      long bits = random.nextLong();
      for (int last = Math.min(end, i + 4); i < last; i++) {
        int cell = (int) bits & (CELLS - 1);
        bits >>>= 16;
        numbers[i] = cell < CELLS - WHOLE ? MIDDLES[cell] : inside(cell, random.nextDouble());
      }
    }
  }

  // part: of the cell, in [0, 1).
  private static float inside(int cell, double part) {
    return at((CELLS - cell - part) / CELLS);
  }
}
