package ai.lacuna.api.plan;

/**
 * Which patches of one image are hidden.
 *
 * @param order all patch indices: first the visible ones in the order in which the encoder gets
 *     them, then the hidden ones
 * @param visible how many of {@code order} are visible, V
 */
public record PatchMask(int[] order, int visible) {

  public PatchMask {
    if (visible < 0 || visible > order.length) {
      throw new IllegalArgumentException(
          "visible must lie in [0, " + order.length + "], given " + visible);
    }
  }

  /**
   * The mask of a grid; visible patches are in the grid's order.
   *
   * @param hidden for each patch whether it is hidden
   */
  public static PatchMask of(boolean[] hidden) {
    int[] order = new int[hidden.length];
    int visible = 0;
    for (int i = 0; i < hidden.length; i++) {
      if (!hidden[i]) {
        order[visible++] = i;
      }
    }
    int next = visible;
    for (int i = 0; i < hidden.length; i++) {
      if (hidden[i]) {
        order[next++] = i;
      }
    }
    return new PatchMask(order, visible);
  }

  /** Number of patches N. */
  public int size() {
    return order.length;
  }

  /** The mask over the grid: {@code true} = hidden. */
  public boolean[] hidden() {
    boolean[] hidden = new boolean[order.length];
    for (int i = visible; i < order.length; i++) {
      hidden[order[i]] = true;
    }
    return hidden;
  }

  /** The inverse of {@code order}: where in {@code order} each patch stands. */
  public int[] restore() {
    int[] restore = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      restore[order[i]] = i;
    }
    return restore;
  }
}
