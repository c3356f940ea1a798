package ai.lacuna.model;

/**
 * What a training step computes a second time instead of keeping it for the backward pass (Chen et
 * al., 2016, section 4). Gradients are the same up to rounding.
 */
public enum Recompute {
  /** Nothing: every intermediate result is kept. */
  NOTHING,
  /**
   * The inside of transformers' blocks: kept are their inputs. Memory for about a third more time.
   */
  BLOCKS
}
