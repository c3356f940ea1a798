package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A module of a plan, built. */
interface Part {

  /**
   * Computes its output.
   *
   * @param scope receives the result
   * @param masks of the step's images
   * @param inputs what the objective passed
   */
  NDArray run(NDManager scope, Masks masks, NDArray... inputs);

  /** As {@link #run}, for the hidden patches alone: (B, N, O) becomes (H, O). */
  default NDArray runHidden(NDManager scope, Masks masks, NDArray... inputs) {
    return masks.ofHidden(run(scope, masks, inputs));
  }
}
