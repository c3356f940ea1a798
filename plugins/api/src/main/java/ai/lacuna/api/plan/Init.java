package ai.lacuna.api.plan;

/** How a parameter is initialised. */
public sealed interface Init {

  /** Every element the same. */
  record Constant(double value) implements Init {}

  /** Normal with mean 0. */
  record Normal(double std) implements Init {}

  /**
   * Normal with mean 0, redrawn outside of ±{@code bound}.
   *
   * @param bound absolute bound, not in units of {@code std}
   */
  record TruncatedNormal(double std, double bound) implements Init {}

  /** Uniform in ±sqrt(6 / (fanIn + fanOut)) of the tensor seen as the matrix (first axis, rest). */
  record XavierUniform() implements Init {}

  /** Uniform in ±{@code bound}. */
  record Uniform(double bound) implements Init {}

  Init ZEROS = new Constant(0);
  Init ONES = new Constant(1);
}
