package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.plan.EncodeMode;

/**
 * An encoder's computation on given parameters. Gradients flow into the parameters if the calling
 * thread records them.
 *
 * <p>Letters: B images, C channels.
 */
interface Backbone extends AutoCloseable {

  /**
   * Encodes images.
   *
   * @param images normalised images (B, C, height, width); their manager receives the result
   * @param mode what the encoder gets to see
   * @param masks which patches are visible; read in the modes that hide something
   * @param branches what the branches of the blocks are multiplied by, (2 · blocks, B, 1, 1), see
   *     {@link DropPath}; empty = none is dropped
   * @return final-normed tokens, see {@link EncodeMode}
   */
  NDArray encode(NDArray images, EncodeMode mode, Masks masks, NDArray branches);

  /** Encodes images in the mode {@link EncodeMode#FULL}. */
  NDArray encode(NDArray images);

  /** Frees the kernels; the parameters are not the backbone's. */
  @Override
  void close();
}
