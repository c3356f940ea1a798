package ai.lacuna.api;

import ai.djl.ndarray.NDArray;

/** An objective whose predictions can be shown as images; the report then draws them. */
public interface Reconstructs {

  /**
   * The predicted pixels of every patch, in the units of the network's input.
   *
   * @param step a batch, without gradients
   * @return (B, N, P), patch elements ordered (row, column, channel)
   */
  NDArray reconstruct(Step step);
}
