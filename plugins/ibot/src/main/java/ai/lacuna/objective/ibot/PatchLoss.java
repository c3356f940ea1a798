package ai.lacuna.objective.ibot;

import ai.djl.ndarray.NDArray;

/**
 * The cross-entropy between what a teacher and a network say of hidden patches (main_ibot.py,
 * iBOTLoss).
 *
 * <p>Letters: A crops, N patches, H hidden patches of all crops, K prototypes.
 */
final class PatchLoss {

  private PatchLoss() {}

  /**
   * The mean over the hidden patches of a crop, then over all crops; a crop without hidden patches
   * counts as 0.
   *
   * @param teacher logits of the hidden patches, (H, K)
   * @param logits of the same patches, (H, K)
   * @param weights of them, (H, 1), see {@link #weights}
   */
  static NDArray of(NDArray teacher, NDArray logits, NDArray weights) {
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
}
