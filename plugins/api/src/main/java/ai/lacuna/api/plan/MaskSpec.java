package ai.lacuna.api.plan;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** How the patches of an image are chosen for hiding. */
public sealed interface MaskSpec
    permits MaskSpec.None,
        MaskSpec.Random,
        MaskSpec.BlockWise,
        MaskSpec.GridWise,
        MaskSpec.Squares,
        MaskSpec.Prefix,
        MaskSpec.Sometimes {

  /**
   * Draws a mask for one image.
   *
   * @param grid the patch grid
   * @param random the image's own stream; the result depends on nothing else
   */
  PatchMask draw(Grid grid, RandomGenerator random);

  /** Whether all masks on one grid hide equally many patches. */
  default boolean hidesEquallyMany() {
    return true;
  }

  /** Nothing is hidden. */
  record None() implements MaskSpec {
    @Override
    public PatchMask draw(Grid grid, RandomGenerator random) {
      return new PatchMask(IntStream.range(0, grid.size()).toArray(), grid.size());
    }
  }

  /**
   * Uniform sampling without replacement (MAE, section 3): the patches with the smallest noise
   * stay.
   *
   * @param ratio share of hidden patches in (0, 1); {@code int(N * (1 - ratio))} stay visible
   */
  record Random(double ratio) implements MaskSpec {

    public Random {
      checkRatio(ratio);
    }

    @Override
    public PatchMask draw(Grid grid, RandomGenerator random) {
      return fromNoise(random.doubles(grid.size()).toArray());
    }

    /** How many of N patches stay visible. */
    public int visible(int patches) {
      return (int) (patches * (1 - ratio));
    }

    /**
     * The mask that given noise stands for.
     *
     * @param noise one value per patch; the smallest stay visible, ties by index
     */
    public PatchMask fromNoise(double[] noise) {
      return new PatchMask(ascending(noise), visible(noise.length));
    }

    private static int[] ascending(double[] noise) {
      return IntStream.range(0, noise.length)
          .boxed()
          .sorted((a, b) -> Double.compare(noise[a], noise[b]))
          .mapToInt(Integer::intValue)
          .toArray();
    }
  }

  /**
   * Rectangles of random area, shape and place, one after the other, which may overlap (BEiT,
   * Algorithm 1, as its code does it: masking_generator.py).
   *
   * <p>The budget is never exceeded. As in the code, and unlike in the paper, the aspect ratio's
   * logarithm is uniform, a rectangle that would exceed the budget is drawn anew, and a mask is
   * finished when ten rectangles in a row do not fit, which can leave it a few patches short.
   *
   * <p>With a spread, budgets differ from mask to mask and are not rounded (iBOT, section 3.2;
   * loader.py).
   *
   * @param ratio budget over N, in (0, 1); the budget is rounded
   * @param spread of the ratios: each mask's is uniform in {@code [ratio - spread, ratio +
   *     spread]}, which lies in [0, 1]
   * @param minBlock smallest area of a rectangle in patches, as long as the budget allows it;
   *     {@link #THIRD_OF_SIDE} = as in iBOT
   * @param shortfall what becomes of a mask that is short of the budget
   */
  record BlockWise(double ratio, double spread, int minBlock, Shortfall shortfall)
      implements MaskSpec {

    /** The smallest area that is a third of the grid's shorter side, squared: 16 on 14 × 14. */
    public static final int THIRD_OF_SIDE = 0;

    /** What becomes of a mask that is short of the budget. */
    public enum Shortfall {
      /** It stays so (BEiT), and masks hide different numbers of patches. */
      KEEP,
      /**
       * Further patches are hidden, chosen uniformly, so that all masks hide equally many: what
       * encoding the visible patches alone needs.
       */
      COMPLETE
    }

    /** With one ratio for all masks. */
    public BlockWise(double ratio, int minBlock, Shortfall shortfall) {
      this(ratio, 0, minBlock, shortfall);
    }

    public BlockWise {
      checkRatio(ratio);
      if (!(spread >= 0 && spread <= Math.min(ratio, 1 - ratio))) {
        throw new IllegalArgumentException(
            "spread must not be negative, nor reach beyond 0 or 1 from a ratio of %s, given %s"
                .formatted(ratio, spread));
      }
      if (minBlock < 0) {
        throw new IllegalArgumentException("minBlock must not be negative, given " + minBlock);
      }
    }

    /** The most patches that are hidden. */
    public int budget(Grid grid) {
      return (int) Math.round((ratio + spread) * grid.size());
    }

    /** The smallest area of a rectangle in patches. */
    public int minBlock(Grid grid) {
      if (minBlock != THIRD_OF_SIDE) {
        return minBlock;
      }
      int third = Math.max(1, Math.min(grid.rows(), grid.columns()) / 3);
      return third * third;
    }

    @Override
    public boolean hidesEquallyMany() {
      return shortfall == Shortfall.COMPLETE && spread == 0;
    }

    @Override
    public PatchMask draw(Grid grid, RandomGenerator random) {
      double most =
          spread == 0
              ? budget(grid)
              : grid.size() * random.nextDouble(ratio - spread, ratio + spread);
      Blocks blocks = new Blocks(grid, random);
      blocks.hide(most, minBlock(grid));
      if (shortfall == Shortfall.COMPLETE) {
        blocks.complete((int) most);
      }
      return PatchMask.of(blocks.hidden());
    }
  }

  /**
   * One patch of each 2 × 2 stays, the one at the top left (MAE, section 4.1, "mask sampling
   * strategy"). Nothing is random: on sides of even length, three quarters are hidden.
   */
  record GridWise() implements MaskSpec {

    @Override
    public PatchMask draw(Grid grid, RandomGenerator random) {
      boolean[] hidden = new boolean[grid.size()];
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] = i / grid.columns() % 2 == 1 || i % grid.columns() % 2 == 1;
      }
      return PatchMask.of(hidden);
    }
  }

  /**
   * Whole squares of patches, sampled uniformly without replacement (SimMIM, section 3.2, as in its
   * data_simmim.py).
   *
   * @param ratio share of hidden squares in (0, 1), rounded up to a whole number of squares
   * @param side of a square in patches; must divide the grid
   */
  record Squares(double ratio, int side) implements MaskSpec {

    public Squares {
      checkRatio(ratio);
      if (side < 1) {
        throw new IllegalArgumentException("squares need a side of 1 or more, given " + side);
      }
    }

    /** The grid of squares. */
    public Grid squares(Grid grid) {
      if (grid.rows() % side != 0 || grid.columns() % side != 0) {
        throw new IllegalArgumentException(
            "squares of %1$d x %1$d patches do not tile a grid of %2$s".formatted(side, grid));
      }
      return new Grid(grid.rows() / side, grid.columns() / side);
    }

    @Override
    public PatchMask draw(Grid grid, RandomGenerator random) {
      double[] noise = random.doubles(squares(grid).size()).toArray();
      return fromOrder(grid, Random.ascending(noise));
    }

    /**
     * The mask that a permutation of the squares stands for.
     *
     * @param order all squares, those that are hidden first
     */
    public PatchMask fromOrder(Grid grid, int[] order) {
      Grid squares = squares(grid);
      boolean[] square = new boolean[squares.size()];
      for (int i = 0; i < Math.ceil(square.length * ratio); i++) {
        square[order[i]] = true;
      }
      boolean[] hidden = new boolean[grid.size()];
      for (int i = 0; i < hidden.length; i++) {
        int row = i / grid.columns() / side;
        int column = i % grid.columns() / side;
        hidden[i] = square[row * squares.columns() + column];
      }
      return PatchMask.of(hidden);
    }
  }

  private static void checkRatio(double ratio) {
    if (!(ratio > 0 && ratio < 1)) {
      throw new IllegalArgumentException("mask ratio must lie in (0, 1), given " + ratio);
    }
  }

  /**
   * All but the first S patches in the grid's order, with S uniform over 1 … {@link #longest(Grid)}
   * (AIM, section 4.2). At least one patch is visible and one is hidden.
   *
   * @param longest most visible patches; {@link #ALL_BUT_ONE} = N - 1, as in AIM. With 1, only the
   *     first patch is visible, which {@link EncodeMode#PREFIX_CAUSAL} turns into causal attention
   */
  record Prefix(int longest) implements MaskSpec {

    /** The {@link #longest} that leaves a single patch hidden, whatever the grid. */
    public static final int ALL_BUT_ONE = 0;

    public Prefix {
      if (longest < 0) {
        throw new IllegalArgumentException("longest must not be negative, given " + longest);
      }
    }

    /** The most visible patches of a grid. */
    public int longest(Grid grid) {
      return longest == ALL_BUT_ONE ? grid.size() - 1 : longest;
    }

    /** Whether a grid is large enough for the longest prefix and a patch behind it. */
    public boolean fits(Grid grid) {
      return longest(grid) >= 1 && longest(grid) < grid.size();
    }

    @Override
    public boolean hidesEquallyMany() {
      return longest == 1;
    }

    @Override
    public PatchMask draw(Grid grid, RandomGenerator random) {
      if (!fits(grid)) {
        throw new IllegalArgumentException(
            "a prefix of " + longest(grid) + " patches leaves none hidden on a grid of " + grid);
      }
      return new PatchMask(
          IntStream.range(0, grid.size()).toArray(), 1 + random.nextInt(longest(grid)));
    }
  }

  /**
   * A mask for some images, none for the others (iBOT, section 3.2).
   *
   * @param probability that an image gets one, in [0, 1]
   * @param mask what it gets
   */
  record Sometimes(double probability, MaskSpec mask) implements MaskSpec {

    public Sometimes {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("probability must lie in [0, 1], given " + probability);
      }
    }

    @Override
    public boolean hidesEquallyMany() {
      return false;
    }

    @Override
    public PatchMask draw(Grid grid, RandomGenerator random) {
      return random.nextDouble() < probability
          ? mask.draw(grid, random)
          : new None().draw(grid, random);
    }
  }
}
