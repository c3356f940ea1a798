package ai.lacuna.api;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.schedule.Moment;

/**
 * One micro-batch and the network, as an objective sees them. All arrays are float32 and live as
 * long as the step.
 *
 * <p>Letters: B images, C channels, N patches, V visible patches, P values per patch, D encoder
 * width.
 */
public interface Step {

  /** The normalised images, (B, C, height, width). */
  NDArray images();

  /**
   * Encodes the images in the plan's mode; see {@link ai.lacuna.api.plan.EncodeMode} for the shape.
   */
  NDArray encode();

  /** The mask over patches, (B, N): 1 = hidden, 0 = visible. */
  NDArray hidden();

  /** The plan's target for every patch, (B, N, P). */
  NDArray target();

  /**
   * Calls a module of the plan.
   *
   * @param module its name in the plan
   * @param inputs what the module takes
   */
  NDArray run(String module, NDArray... inputs);

  /**
   * The plan's teacher on this micro-batch.
   *
   * @throws IllegalStateException if the plan names none
   */
  Teacher teacher();

  /** The value of a buffer of the plan; the same for all micro-batches of an update. */
  NDArray buffer(String name);

  /**
   * Hands a value to {@link Objective#afterUpdate}, where the mean over the update's micro-batches
   * arrives. No gradient flows through it.
   *
   * @param name any name
   * @param value of the same shape in every micro-batch
   */
  void collect(String name, NDArray value);

  /** Where the run is, for values that follow a {@link ai.lacuna.api.schedule.Schedule}. */
  Moment moment();

  /**
   * Undoes the normalisation of {@link #target()}, so that predictions can be shown as pixels.
   *
   * @param patches (B, N, P) in the target's units
   * @return (B, N, P) in the units of {@link #images()}
   */
  NDArray toPixels(NDArray patches);
}
