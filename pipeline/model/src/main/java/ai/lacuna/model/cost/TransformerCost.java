package ai.lacuna.model.cost;

import ai.lacuna.model.Recompute;

/**
 * The cost of pre-norm transformer layers on one image, as the kernel texts compute them.
 *
 * <p>Letters: T tokens of an image, L tokens that attend to each other, D width, M hidden width of
 * the MLP, H heads.
 *
 * @param multiplyAdds of a forward pass
 * @param activations what stays for the backward pass
 * @param workspace what the largest layer takes besides
 */
record TransformerCost(double multiplyAdds, Bytes activations, Bytes workspace) {

  static final TransformerCost NONE = new TransformerCost(0, Bytes.NONE, Bytes.NONE);

  /** Whether the L × L matrices of attention are written to memory. */
  enum Attention {
    /** In bfloat16 only: in float32 the engine's fused operation computes attention. */
    WRITTEN_IN_BFLOAT16,
    WRITTEN
  }

  /** No layer. */
  static final TransformerCost NOTHING = new TransformerCost(0, Bytes.NONE, Bytes.NONE);

  /** One after the other. */
  TransformerCost plus(TransformerCost other) {
    return new TransformerCost(
        multiplyAdds + other.multiplyAdds,
        activations.plus(other.activations),
        workspace.max(other.workspace));
  }

  /** {@code count} layers of this kind, one after the other. */
  TransformerCost times(int count) {
    return new TransformerCost(count * multiplyAdds, activations.times(count), workspace);
  }

  /** The same on several crops of an image at once. */
  TransformerCost on(int crops) {
    return new TransformerCost(
        crops * multiplyAdds, activations.times(crops), workspace.times(crops));
  }

  /**
   * {@code count} blocks of this kind, one after the other. If they are recomputed, their inputs
   * stay, and the whole of one of them exists while its gradients are computed.
   *
   * @param input numbers of a block's input
   */
  TransformerCost blocks(int count, double input, Recompute recompute) {
    return switch (recompute) {
      case NOTHING -> times(count);
      case BLOCKS ->
          new TransformerCost(
              count * multiplyAdds, Bytes.of(count * input, 0), workspace.plus(activations));
    };
  }

  /**
   * A block. Kept are its input and the stream between its branches (D each, float32); of the
   * computing type both norms' outputs (2 D), queries, keys and values (3 D), what the heads
   * gathered (D), the MLP's hidden values before and after GELU (2 M), and, where it is written,
   * the result of softmax (H · L). The backward pass holds about the gradients of the MLP's hidden
   * values and those of the widest attention arrays besides.
   */
  static TransformerCost block(
      double tokens, double attended, double width, double mlp, int heads, Attention attention) {
    double products = 4 * width * width + 2 * width * mlp + 2 * attended * width;
    double written = tokens * heads * attended;
    Bytes matrix =
        switch (attention) {
          case WRITTEN -> Bytes.of(0, written);
          case WRITTEN_IN_BFLOAT16 -> new Bytes(0, 2 * written);
        };
    Bytes kept = Bytes.of(2 * tokens * width, tokens * (6 * width + 2 * mlp)).plus(matrix);
    Bytes gradients = Bytes.of(tokens * width, tokens * Math.max(2 * mlp, 6 * width));
    return new TransformerCost(tokens * products, kept, gradients.plus(matrix.times(2)));
  }

  /**
   * The second half of a {@link #block} alone. Kept are its input (D, float32) and, of the
   * computing type, the norm's output (D) and the MLP's hidden values before and after GELU (2 M).
   */
  static TransformerCost mlp(double tokens, double width, double hidden) {
    return new TransformerCost(
        tokens * 2 * width * hidden,
        Bytes.of(tokens * width, tokens * (width + 2 * hidden)),
        Bytes.of(tokens * width, tokens * 2 * hidden));
  }

  /** A dense layer; its input stays, in the computing type. */
  static TransformerCost dense(double rows, double inputs, double outputs) {
    return new TransformerCost(
        rows * inputs * outputs, Bytes.of(0, rows * inputs), Bytes.of(rows * outputs, 0));
  }

  /** A norm; its input stays, in float32. */
  static TransformerCost norm(double tokens, double width) {
    return new TransformerCost(0, Bytes.of(tokens * width, 0), Bytes.of(tokens * width, 0));
  }
}
