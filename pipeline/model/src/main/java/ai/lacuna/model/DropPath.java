package ai.lacuna.model;

import java.util.random.RandomGenerator;

/**
 * Stochastic depth (Huang et al., 2016) as timm draws it: in training, each of the two branches of
 * a block is left out for each image by itself, with a rate that grows linearly from 0 in the first
 * block to {@code rate} in the last; branches that stay are divided by the chance to stay.
 *
 * @param rate in [0, 1)
 * @param blocks of the encoder
 */
public record DropPath(double rate, int blocks) {

  /** The rate of one block, from 0. */
  double rateOf(int block) {
    return blocks == 1 ? 0 : rate * block / (blocks - 1);
  }

  /**
   * Draws for one image.
   *
   * @param random the image's own stream; the result depends on nothing else
   * @return what its branches are multiplied by, the attention's and the MLP's of every block in
   *     turn
   */
  public float[] draw(RandomGenerator random) {
    float[] factors = new float[2 * blocks];
    for (int k = 0; k < factors.length; k++) {
      factors[k] = factor(random.nextDouble(), rateOf(k / 2));
    }
    return factors;
  }

  /** What a branch is multiplied by if {@code u}, uniform in [0, 1), was drawn. */
  static float factor(double u, double rate) {
    double keep = 1 - rate;
    return (float) (Math.floor(keep + u) / keep);
  }
}
