package ai.lacuna.api;

import ai.djl.ndarray.NDArray;

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
   * Undoes the normalisation of {@link #target()}, so that predictions can be shown as pixels.
   *
   * @param patches (B, N, P) in the target's units
   * @return (B, N, P) in the units of {@link #images()}
   */
  NDArray toPixels(NDArray patches);
}
