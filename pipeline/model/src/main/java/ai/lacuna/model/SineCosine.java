package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Grid;

/**
 * The fixed 2-D sine-cosine position table of MAE (Appendix A.1).
 *
 * <p>The first half of a row tells the patch's <em>column</em>, the second half its row; within a
 * half stand first all sines, then all cosines. Computed in double precision, rounded at the end.
 */
final class SineCosine {

  private SineCosine() {}

  /**
   * The table of a grid.
   *
   * @param width D, a multiple of 4
   * @return (1, 1+N, D); the class token's row, the first, is zero
   */
  static NDArray table(NDManager manager, Grid grid, int width) {
    return withClassToken(manager, values(grid, width), width);
  }

  /** As {@link #table}, but the first half of a row of the table tells the patch's row. */
  static NDArray tableRowsFirst(NDManager manager, Grid grid, int width) {
    float[] values = values(grid, width);
    float[] exchanged = new float[values.length];
    int half = width / 2;
    for (int from = 0; from < values.length; from += width) {
      System.arraycopy(values, from, exchanged, from + half, half);
      System.arraycopy(values, from + half, exchanged, from, half);
    }
    return withClassToken(manager, exchanged, width);
  }

  private static NDArray withClassToken(NDManager manager, float[] values, int width) {
    float[] table = new float[width + values.length];
    System.arraycopy(values, 0, table, width, values.length);
    return manager.create(table, new Shape(1, table.length / width, width));
  }

  /** The rows of the patches alone, (N, D) row-major. */
  static float[] values(Grid grid, int width) {
    float[] values = new float[grid.size() * width];
    for (int patch = 0; patch < grid.size(); patch++) {
      fill(values, patch * width, width / 2, patch % grid.columns());
      fill(values, patch * width + width / 2, width / 2, patch / grid.columns());
    }
    return values;
  }

  private static void fill(float[] values, int from, int length, int place) {
    int waves = length / 2;
    for (int i = 0; i < waves; i++) {
      double angle = place / StrictMath.pow(10000, (double) i / waves);
      values[from + i] = (float) StrictMath.sin(angle);
      values[from + waves + i] = (float) StrictMath.cos(angle);
    }
  }
}
