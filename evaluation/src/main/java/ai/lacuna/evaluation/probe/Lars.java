package ai.lacuna.evaluation.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * LARS for one tensor (You et al., "Large Batch Training of Convolutional Networks", 2017), as
 * MAE's linear probe uses it (reference {@code util/lars.py}): mu = momentum mu + trust (g + decay
 * w), w = w - rate mu, where trust = coefficient |w| / |g + decay w| for matrices (1 where a norm
 * is 0) and 1, without decay, for vectors.
 */
final class Lars {

  private static final float MOMENTUM = 0.9f;
  private static final float TRUST_COEFFICIENT = 0.001f;

  private final NDArray w;
  private final NDArray mu;
  private final float weightDecay;

  /** An optimizer of {@code w}, which it changes in place; its momentum lives as long as w. */
  Lars(NDArray w, double weightDecay) {
    this.w = w;
    this.mu = w.zerosLike();
    this.mu.attach(w.getManager());
    this.weightDecay = (float) weightDecay;
  }

  /** One update with the gradient {@code g}, of the shape of w. */
  void step(NDArray g, double rate) {
    try (NDManager scope = w.getManager().newSubManager()) {
      g = g.duplicate();
      g.attach(scope);
      if (w.getShape().dimension() > 1) {
        NDArray decay = w.mul(weightDecay);
        decay.attach(scope);
        g.addi(decay);
        g.muli(trust(g));
      }
      mu.muli(MOMENTUM).addi(g);
      NDArray change = mu.mul((float) rate);
      change.attach(scope);
      w.subi(change);
    }
  }

  private float trust(NDArray g) {
    float wNorm = norm(w);
    float gNorm = norm(g);
    return wNorm > 0 && gNorm > 0 ? TRUST_COEFFICIENT * wNorm / gNorm : 1;
  }

  private static float norm(NDArray x) {
    try (NDManager scope = x.getManager().newSubManager()) {
      NDArray squares = x.square();
      squares.attach(scope);
      NDArray sum = squares.sum();
      sum.attach(scope);
      return (float) Math.sqrt(sum.getFloat());
    }
  }
}
