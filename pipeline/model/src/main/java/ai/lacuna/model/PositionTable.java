package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Grid;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The positions of a grid of patches, for images of that size and, interpolated, of others.
 *
 * <p>Interpolation is PyTorch's bicubic one without antialiasing: cubic convolution with a = -0.75,
 * pixel centres aligned, borders repeated. It is linear in the table, so that a learned one gets
 * gradients through it. The class token's row stays as it is.
 *
 * <p>Letters: N positions of the table's own grid, M of another one, D width.
 */
final class PositionTable {

  /** Where the positions of another grid lie on the table's own. */
  enum Scale {
    /** By the ratio of the sides (MAE, util/pos_embed.py). */
    SIDES,
    /**
     * By the ratio that results if the new side is a tenth longer than it is: what DINO and iBOT
     * train with on crops of two sizes (vision_transformer.py, interpolate_pos_encoding).
     */
    SIDES_AND_A_TENTH
  }

  private static final double A = -0.75;

  private final NDArray table;
  private final Grid grid;
  private final NDManager manager;
  private final Map<Grid, NDArray> matrices = new ConcurrentHashMap<>();

  /**
   * @param manager keeps what is computed once for each size
   * @param table (1, 1+N, D), the class token first
   */
  PositionTable(NDManager manager, NDArray table, Grid grid) {
    this.manager = manager;
    this.table = table;
    this.grid = grid;
  }

  /**
   * The positions of a grid.
   *
   * @param scope receives the result, unless it is the table itself
   * @return (1, 1+M, D)
   */
  NDArray at(Grid other, NDManager scope) {
    if (other.equals(grid)) {
      return table;
    }
    NDArray matrix =
        matrices.computeIfAbsent(
            other,
            key ->
                manager.create(
                    matrix(grid, key, Scale.SIDES_AND_A_TENTH),
                    new Shape(1 + key.size(), 1 + grid.size())));
    // A result belongs to its left operand's manager, hence views that belong to the scope.
    NDArray view = matrix.reshape(matrix.getShape());
    view.attach(scope);
    NDArray rows = table.squeeze(0); // (1, 1+N, D) -> (1+N, D)
    rows.attach(scope);
    return view.matMul(rows).expandDims(0); // (1+M, 1+N) · (1+N, D) -> (1, 1+M, D)
  }

  /** What a table is multiplied by from the left: (1+M, 1+N) row-major. */
  static float[] matrix(Grid from, Grid to, Scale scale) {
    double[][] rows = axis(from.rows(), to.rows(), scale);
    double[][] columns = axis(from.columns(), to.columns(), scale);
    int width = 1 + from.size();
    float[] matrix = new float[(1 + to.size()) * width];
    matrix[0] = 1; // the class token
    for (int m = 0; m < to.size(); m++) {
      double[] row = rows[m / to.columns()];
      double[] column = columns[m % to.columns()];
      for (int n = 0; n < from.size(); n++) {
        matrix[(1 + m) * width + 1 + n] =
            (float) (row[n / from.columns()] * column[n % from.columns()]);
      }
    }
    return matrix;
  }

  // The share of each old place in each new one, (to, from).
  private static double[][] axis(int from, int to, Scale scale) {
    double step =
        switch (scale) {
          case SIDES -> (double) from / to;
          case SIDES_AND_A_TENTH -> from / (to + 0.1);
        };
    double[][] shares = new double[to][from];
    for (int i = 0; i < to; i++) {
      double at = (i + 0.5) * step - 0.5;
      int left = (int) Math.floor(at);
      for (int tap = left - 1; tap <= left + 2; tap++) {
        int place = Math.min(from - 1, Math.max(0, tap));
        shares[i][place] += weight(Math.abs(at - tap));
      }
    }
    return shares;
  }

  private static double weight(double distance) {
    if (distance <= 1) {
      return ((A + 2) * distance - (A + 3)) * distance * distance + 1;
    }
    return distance < 2 ? ((distance - 5) * distance + 8) * distance * A - 4 * A : 0;
  }
}
