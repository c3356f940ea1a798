package ai.lacuna.api.plan;

/**
 * The grid of patches that an image is cut into. Patch (row, column) has index {@code row * columns
 * + column}.
 */
public record Grid(int rows, int columns) {

  public Grid {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException("empty patch grid " + rows + "x" + columns);
    }
  }

  /** Number of patches N. */
  public int size() {
    return rows * columns;
  }

  @Override
  public String toString() {
    return rows + "x" + columns;
  }
}
