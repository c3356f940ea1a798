package ai.lacuna.api.plan;

import java.util.random.RandomGenerator;

/** Hides rectangles of patches as BEiT's mask generator does; see {@link MaskSpec.BlockWise}. */
final class Blocks {

  private static final int ATTEMPTS = 10;
  // Of height over width; the inverse is the largest.
  private static final double MIN_ASPECT = 0.3;

  private final Grid grid;
  private final RandomGenerator random;
  private final boolean[] hidden;
  private int count;

  Blocks(Grid grid, RandomGenerator random) {
    this.grid = grid;
    this.random = random;
    hidden = new boolean[grid.size()];
  }

  boolean[] hidden() {
    return hidden;
  }

  /** Hides up to {@code budget} patches in rectangles of {@code minBlock} patches or more. */
  void hide(double budget, int minBlock) {
    boolean more = true;
    while (more && count < budget) {
      more = false;
      for (int attempt = 0; attempt < ATTEMPTS && !more; attempt++) {
        more = block(minBlock, budget - count);
      }
    }
  }

  /** Hides further patches, chosen uniformly, until there are {@code budget}. */
  void complete(int budget) {
    while (count < budget) {
      int choice = random.nextInt(hidden.length - count); // among the visible ones
      int patch = 0;
      while (hidden[patch] || choice > 0) {
        choice -= hidden[patch] ? 0 : 1;
        patch++;
      }
      hidden[patch] = true;
      count++;
    }
  }

  // Draws a rectangle and hides it if that hides at least one patch more, and no more than `most`.
  private boolean block(int minBlock, double most) {
    // Towards the end `most` is the smaller bound: areas then lie between it and minBlock.
    double area = between(minBlock, most);
    double aspect = Math.exp(between(Math.log(MIN_ASPECT), -Math.log(MIN_ASPECT)));
    int height = (int) Math.rint(Math.sqrt(area * aspect));
    int width = (int) Math.rint(Math.sqrt(area / aspect));
    if (height >= grid.rows() || width >= grid.columns()) {
      return false; // strictly smaller than the grid, as in the reference
    }
    int top = random.nextInt(grid.rows() - height + 1);
    int left = random.nextInt(grid.columns() - width + 1);
    int fresh = 0;
    for (int i = 0; i < height * width; i++) {
      fresh += hidden[at(top, left, width, i)] ? 0 : 1;
    }
    if (fresh == 0 || fresh > most) {
      return false;
    }
    for (int i = 0; i < height * width; i++) {
      hidden[at(top, left, width, i)] = true;
    }
    count += fresh;
    return true;
  }

  // The number of a rectangle's patch i.
  private int at(int top, int left, int width, int i) {
    return (top + i / width) * grid.columns() + left + i % width;
  }

  private double between(double a, double b) {
    return a == b ? a : random.nextDouble(Math.min(a, b), Math.max(a, b));
  }
}
