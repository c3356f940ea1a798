package ai.lacuna.training.golden;

/**
 * How close a step has to be to a recorded one. With G, the largest magnitude of all its gradients:
 *
 * @param loss relative difference of the loss
 * @param stage difference of intermediate results, absolute and relative: the two are added
 * @param gradient difference of gradients, as a share of G
 * @param gradientFloor what is added to that
 */
public record Tolerance(double loss, double stage, double gradient, double gradientFloor) {

  /** The fixtures' level "strict": the same operators in float32. */
  public static final Tolerance STRICT = new Tolerance(2e-6, 1e-5, 1e-5, 1e-7);
}
