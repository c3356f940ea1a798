package ai.lacuna.model;

/**
 * The number format of the expensive operations. Parameters, gradients and everything that Java
 * sees are float32 in either case; bfloat16 exists inside the kernels only.
 */
public enum Precision {
  /** IEEE single precision throughout. */
  FLOAT32(6, 6),
  /**
   * Matrix products, attention and GELU in bfloat16. Float32 remain: the sums inside of LayerNorm,
   * softmax and matrix products, the residual stream and the sums of gradients over micro-batches.
   */
  BFLOAT16(15, 6);

  private final int compute;
  private final int residual;

  Precision(int compute, int residual) {
    this.compute = compute;
    this.residual = residual;
  }

  // torch's numbers of scalar types.
  int compute() {
    return compute;
  }

  int residual() {
    return residual;
  }
}
