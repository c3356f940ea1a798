package ai.lacuna.api.plan;

/**
 * The tokens that an encoder gives for a whole image: (B, 1+T, D) or, without a class token, (B, T,
 * D), with T = {@code grid.size()}.
 *
 * <p>A vision transformer keeps the patch grid. A hierarchical encoder merges patches: its token
 * (row, column) stands for the square of patches that lies there.
 *
 * @param grid the grid of the tokens, row-major; divides the patch grid
 * @param width token width D
 * @param classToken whether a class token precedes them
 */
public record EncoderOutput(Grid grid, int width, ClassToken classToken) {

  /** Whether tokens start with one that belongs to no place. */
  public enum ClassToken {
    /** The first token is a class token. */
    FIRST,
    /** Every token belongs to a place. */
    NONE;

    /** How many tokens precede those of the grid. */
    public int count() {
      return this == FIRST ? 1 : 0;
    }
  }
}
