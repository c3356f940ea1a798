package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.plan.BlockOutput;
import ai.lacuna.api.plan.EncodeMode;

/**
 * An encoder's computation on given parameters. Gradients flow into the parameters if the calling
 * thread records them.
 *
 * <p>Letters: B images, C channels.
 */
interface Backbone extends AutoCloseable {

  /**
   * Encodes images, {@link EncodeMode#FULL}.
   *
   * @param images normalised images (B, C, height, width); their manager receives the result
   * @param branches what the branches of the blocks are multiplied by, (2 · blocks, B, 1, 1), see
   *     {@link DropPath}; empty = none is dropped
   * @return final-normed tokens, see {@link EncodeMode}
   */
  NDArray encode(NDArray images, NDArray branches);

  /** As {@link #encode(NDArray, NDArray)}, of visible patches: {@link EncodeMode#VISIBLE_ONLY}. */
  NDArray encodeVisible(NDArray images, Masks masks, NDArray branches);

  /**
   * As {@link #encode(NDArray, NDArray)}, with {@link EncodeMode#MASK_TOKENS}.
   *
   * @param token what takes the place of hidden patches, (1, 1, D) of the embedding's width D
   */
  NDArray encodeMasked(NDArray images, Masks masks, NDArray token, NDArray branches);

  /** As {@link #encode(NDArray, NDArray)}, with {@link EncodeMode#PREFIX_CAUSAL}. */
  NDArray encodeCausal(NDArray images, Masks masks, NDArray branches);

  /** Encodes images without dropping branches. */
  NDArray encode(NDArray images);

  /**
   * As {@link #encode(NDArray)}, but gives what the last blocks give, without the final norm.
   *
   * @param last how many blocks
   * @return (last, B, 1+N, D)
   */
  NDArray encodeBlocks(NDArray images, int last, BlockOutput output);

  /** Frees the kernels; the parameters are not the backbone's. */
  @Override
  void close();
}
