package ai.lacuna.objective.ibot;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Scalars;

/**
 * Cross-entropies between what a teacher and a network say, and the entropies that tell how it goes
 * (main_ibot.py, iBOTLoss).
 *
 * <p>Letters: B images, A crops, N patches, H hidden patches of all crops, K prototypes.
 */
final class Distillation {

  private Distillation() {}

  /**
   * Class tokens: the mean over all pairs of a global crop that the teacher saw and another crop.
   *
   * @param teacher logits of the two global crops, (2·B, K)
   * @param logits of all crops, the global ones first, (A, K)
   */
  static NDArray ofCrops(NDArray teacher, NDArray logits) {
    NDArray target = teacher.softmax(1); // (2·B, K)
    NDArray says = logits.logSoftmax(1); // (A, K)
    long images = target.getShape().get(0) / 2; // B
    long crops = says.getShape().get(0) / images;
    NDArray both = target.get("0:" + images).add(target.get(images + ":")); // (B, K)
    NDArray all = both.tile(new long[] {crops, 1}).mul(says).sum();
    NDArray itself = target.mul(says.get("0:" + 2 * images)).sum(); // no crop learns from itself
    return all.sub(itself).div(Scalars.of(all, -2.0 * images * (crops - 1)));
  }

  /**
   * Hidden patches: the mean over the hidden ones of a crop, then over all crops; a crop without
   * hidden patches counts as 0.
   *
   * @param teacher logits of the hidden patches, (H, K)
   * @param logits of the same patches, (H, K)
   * @param weights of them, (H, 1), see {@link #weights}
   */
  static NDArray ofPatches(NDArray teacher, NDArray logits, NDArray weights) {
    return teacher.softmax(1).mul(logits.logSoftmax(1)).mul(weights).sum().neg();
  }

  /**
   * What each hidden patch counts: 1 over the hidden patches of its crop and over the crops.
   *
   * @param hidden (A, N), 1 = hidden
   * @return (A, N, 1), 0 where a patch is visible
   */
  static NDArray weights(NDArray hidden) {
    NDArray count = hidden.sum(new int[] {1}, true).maximum(1); // (A, 1)
    return hidden.div(count).div(hidden.getShape().get(0)).expandDims(2);
  }

  /**
   * Losses with what tells whether the teacher collapses: its mean entropy, and that of its mean.
   *
   * @param teacher logits, (A, K)
   */
  static Losses withEntropies(Losses losses, NDArray teacher) {
    NDArray says = teacher.softmax(1);
    return losses
        .beside("teacher-entropy", entropy(says).mean())
        .beside("marginal-entropy", entropy(says.mean(new int[] {0}, true)));
  }

  /**
   * Entropies in nats: ln K where no prototype is preferred, 0 where one has everything.
   *
   * @param distributions (A, K)
   * @return (A)
   */
  static NDArray entropy(NDArray distributions) {
    NDArray logs = distributions.maximum(Float.MIN_NORMAL).log(); // 0 · log 0 counts as 0
    return distributions.mul(logs).sum(new int[] {1}).neg(); // (A, K) -> (A)
  }
}
