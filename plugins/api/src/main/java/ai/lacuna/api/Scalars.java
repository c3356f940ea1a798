package ai.lacuna.api;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Numbers that losses calculate with.
 *
 * <p>DJL's operations on a number, such as {@code x.mul(0.5f)}, hand the engine an array in Java's
 * memory and give that up at once. A backward pass reads it again: gradients are then scaled by
 * whatever lies there by now. Products, quotients, powers, minima and maxima of arrays that need
 * gradients therefore take {@code x.mul(Scalars.of(x, 0.5))}; sums and differences keep nothing.
 */
public final class Scalars {

  private Scalars() {}

  /**
   * A number as a float32 array of no dimensions, which lives as long as the step.
   *
   * @param beside an array of the step, whose manager and device the number gets
   */
  public static NDArray of(NDArray beside, double number) {
    return beside.getManager().full(new Shape(), (float) number);
  }
}
