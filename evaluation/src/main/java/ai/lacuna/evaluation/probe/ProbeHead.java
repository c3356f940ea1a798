package ai.lacuna.evaluation.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * A batch norm without affine parameters followed by a linear layer, trained with softmax
 * cross-entropy; the head of MAE's linear probe (reference {@code main_linprobe.py}).
 *
 * <p>Letters: B images, D features, C classes, W weight, b bias.
 *
 * <p>Training normalises with the batch's mean and biased variance; the running variance that
 * evaluation uses is the unbiased one, as in PyTorch. The gradient is written out, since for a
 * linear layer under cross-entropy it is one subtraction and one matrix product.
 */
final class ProbeHead implements AutoCloseable {

  private static final float EPSILON = 1e-6f;
  private static final float MOMENTUM = 0.1f;

  /** The results of one forward and backward pass, owned by the caller's manager. */
  record Pass(NDArray logits, NDArray loss, NDArray weightGradient, NDArray biasGradient) {}

  private final NDManager manager;
  private final NDArray weight; // (C, D)
  private final NDArray bias; // (C)
  private final NDArray runningMean; // (1, D)
  private final NDArray runningVariance; // (1, D)

  /**
   * A head with given parameters.
   *
   * @param parent device and life time
   * @param weight (C, D) row-major
   * @param bias (C)
   */
  ProbeHead(NDManager parent, float[] weight, float[] bias) {
    int c = bias.length;
    int d = weight.length / c;
    this.manager = parent.newSubManager();
    this.weight = manager.create(weight, new Shape(c, d));
    this.bias = manager.create(bias);
    this.runningMean = manager.zeros(new Shape(1, d));
    this.runningVariance = manager.ones(new Shape(1, d));
  }

  NDArray weight() {
    return weight;
  }

  NDArray bias() {
    return bias;
  }

  NDArray runningMean() {
    return runningMean;
  }

  NDArray runningVariance() {
    return runningVariance;
  }

  /**
   * Forward and backward in training mode; moves the running statistics.
   *
   * @param x (B, D), B at least 2
   * @param labels (B) int64
   * @param scope owner of everything returned
   */
  Pass train(NDArray x, NDArray labels, NDManager scope) {
    long b = x.getShape().get(0);
    try (NDManager inner = scope.newSubManager()) {
      NDArray mean = own(inner, x.mean(new int[] {0}, true)); // (B, D) -> (1, D)
      NDArray centred = own(inner, x.sub(mean)); // (B, D)
      NDArray variance =
          own(inner, own(inner, centred.square()).mean(new int[] {0}, true)); // (B, D) -> (1, D)
      move(inner, runningMean, mean, 1);
      move(inner, runningVariance, variance, (float) b / (b - 1));
      NDArray normed = own(inner, centred.div(own(inner, deviation(inner, variance)))); // (B, D)
      NDArray logits = own(scope, linear(inner, normed)); // (B, C)
      NDArray logP = own(inner, logits.logSoftmax(1)); // (B, C)
      NDArray truth =
          own(inner, labels.oneHot((int) bias.size(), DataType.FLOAT32)); // (B) -> (B, C)
      NDArray picked = own(inner, own(inner, logP.mul(truth)).sum());
      NDArray loss = own(scope, picked.mul(-1f / b));
      NDArray g = own(inner, own(inner, logP.exp()).subi(truth).divi(b)); // (B, C)
      return new Pass(
          logits,
          loss,
          own(scope, own(inner, g.transpose()).matMul(normed)), // (C, B) x (B, D) -> (C, D)
          own(scope, g.sum(new int[] {0}))); // (B, C) -> (C)
    }
  }

  /**
   * Class scores with the running statistics.
   *
   * @param x (B, D)
   * @param scope owner of the result
   * @return (B, C)
   */
  NDArray predict(NDArray x, NDManager scope) {
    try (NDManager inner = scope.newSubManager()) {
      NDArray centred = own(inner, x.sub(runningMean)); // (B, D)
      NDArray normed = own(inner, centred.div(deviation(inner, runningVariance)));
      return own(scope, linear(inner, normed)); // (B, D) -> (B, C)
    }
  }

  @Override
  public void close() {
    manager.close();
  }

  private NDArray linear(NDManager scope, NDArray x) {
    NDArray product = x.matMul(own(scope, weight.transpose())); // (B, D) x (D, C) -> (B, C)
    return product.addi(bias);
  }

  private static NDArray deviation(NDManager scope, NDArray variance) {
    return own(scope, own(scope, variance.add(EPSILON)).sqrt());
  }

  private static void move(NDManager scope, NDArray running, NDArray now, float scale) {
    running.muli(1 - MOMENTUM).addi(own(scope, now.mul(MOMENTUM * scale)));
  }

  private static NDArray own(NDManager owner, NDArray x) {
    x.attach(owner);
    return x;
  }
}
