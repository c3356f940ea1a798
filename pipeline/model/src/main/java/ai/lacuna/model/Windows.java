package ai.lacuna.model;

import ai.lacuna.api.plan.Grid;

/**
 * The windows of a Swin stage: how far they are shifted, which tokens attend to each other, and
 * where their relative positions stand in the table of biases.
 *
 * <p>Letters: W window side, L = W² tokens of a window, M windows of a feature map. Tokens and
 * windows are row-major.
 *
 * @param map the stage's feature map, a whole number of windows
 * @param side W
 */
record Windows(Grid map, int side) {

  // What the reference adds to the attention between tokens that are no neighbours.
  private static final float APART = -100;

  /** How many rows shifted windows move down; a map of one window's height has nothing to shift. */
  int down() {
    return map.rows() > side ? side / 2 : 0;
  }

  /** How many columns shifted windows move right. */
  int right() {
    return map.columns() > side ? side / 2 : 0;
  }

  /** M. */
  int count() {
    return map.size() / (side * side);
  }

  /** Rows of the table of biases: one for each relative position of two tokens of a window. */
  int relativePositions() {
    return (2 * side - 1) * (2 * side - 1);
  }

  /** The row of the table for each query and key, (L · L). */
  long[] index() {
    int tokens = side * side; // L
    long[] index = new long[tokens * tokens];
    for (int query = 0; query < tokens; query++) {
      for (int key = 0; key < tokens; key++) {
        int rows = query / side - key / side + side - 1;
        int columns = query % side - key % side + side - 1;
        index[query * tokens + key] = (long) rows * (2 * side - 1) + columns;
      }
    }
    return index;
  }

  /**
   * What is added to the attention of shifted windows, (M · L · L): 0 between tokens that were
   * neighbours before the cyclic shift, -100 between those that the map's border separates.
   */
  float[] mask() {
    int tokens = side * side; // L
    float[] mask = new float[count() * tokens * tokens];
    for (int window = 0; window < count(); window++) {
      for (int query = 0; query < tokens; query++) {
        for (int key = 0; key < tokens; key++) {
          if (region(window, query) != region(window, key)) {
            mask[(window * tokens + query) * tokens + key] = APART;
          }
        }
      }
    }
    return mask;
  }

  // Within a window, only what the shift brought over from the other border is apart.
  private int region(int window, int token) {
    int perRow = map.columns() / side;
    int row = window / perRow * side + token / side;
    int column = window % perRow * side + token % side;
    int below = row >= map.rows() - down() ? 1 : 0;
    int beyond = column >= map.columns() - right() ? 1 : 0;
    return 2 * below + beyond;
  }
}
