package ai.lacuna.model;

import ai.lacuna.api.plan.Grid;

/**
 * Where the relative positions of a vision transformer's tokens stand in a table of biases, as in
 * BEiT's code (beit/modeling_finetune.py).
 *
 * <p>Letters: R × S = N patches, L = 1 + N tokens, the class token first.
 *
 * @param grid the patch grid
 */
record RelativePositions(Grid grid) {

  /** Rows of the table: one for each way that two patches can be apart, and the class token's. */
  int rows() {
    return apart() + 3;
  }

  private int apart() {
    return (2 * grid.rows() - 1) * (2 * grid.columns() - 1);
  }

  /**
   * The row of the table for each query and key, (L · L). Of the last three rows, the first is for
   * the class token's queries, the second for its keys, the third for both.
   */
  long[] index() {
    int tokens = 1 + grid.size(); // L
    long[] index = new long[tokens * tokens];
    for (int query = 0; query < tokens; query++) {
      for (int key = 0; key < tokens; key++) {
        index[query * tokens + key] = row(query - 1, key - 1);
      }
    }
    return index;
  }

  // -1 stands for the class token.
  private long row(int query, int key) {
    if (query < 0) {
      return key < 0 ? apart() + 2 : apart();
    } else if (key < 0) {
      return apart() + 1;
    }
    int columns = grid.columns();
    int down = query / columns - key / columns + grid.rows() - 1;
    int right = query % columns - key % columns + columns - 1;
    return (long) down * (2 * columns - 1) + right;
  }
}
