package ai.lacuna.api.plan;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** How the patches of an image are chosen for hiding. */
public sealed interface MaskSpec permits MaskSpec.None, MaskSpec.Random, MaskSpec.Sometimes {

  /**
   * Draws a mask for one image.
   *
   * @param grid the patch grid
   * @param random the image's own stream; the result depends on nothing else
   */
  PatchMask draw(Grid grid, RandomGenerator random);

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
      if (!(ratio > 0 && ratio < 1)) {
        throw new IllegalArgumentException("mask ratio must lie in (0, 1), given " + ratio);
      }
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
      int[] order =
          IntStream.range(0, noise.length)
              .boxed()
              .sorted((a, b) -> Double.compare(noise[a], noise[b]))
              .mapToInt(Integer::intValue)
              .toArray();
      return new PatchMask(order, visible(noise.length));
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
    public PatchMask draw(Grid grid, RandomGenerator random) {
      return random.nextDouble() < probability
          ? mask.draw(grid, random)
          : new None().draw(grid, random);
    }
  }
}
