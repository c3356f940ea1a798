package ai.lacuna.api;

import ai.djl.ndarray.NDArray;

/**
 * The crops that a view of the plan makes of a micro-batch.
 *
 * <p>Letters: K crops of each image, B images, A = K · B; C channels, N patches, V visible patches,
 * P values per patch, D encoder width, H hidden patches of all crops together, crop after crop.
 * Crops are view-major: crop k of image b has number k · B + b, so that the first B rows are the
 * first crop of every image. A plan that says nothing else has K = 1.
 */
public interface View {

  /** Crops of each image K. */
  int count();

  /** The normalised crops, (A, C, height, width). */
  NDArray images();

  /**
   * Encodes all crops in one call: in the plan's mode if the view has a mask, else every patch; see
   * {@link ai.lacuna.api.plan.EncodeMode} for the shape, (A, 1+V, D).
   */
  NDArray encode();

  /** The mask over patches, (A, N): 1 = hidden, 0 = visible. */
  NDArray hidden();

  /**
   * The plan's target for every patch: (A, N, P), or (A, N) int64 for tokens, which the first view
   * alone has.
   */
  NDArray target();

  /** The plan's target for the hidden patches alone: (H, P), or (H) int64 for tokens. */
  NDArray hiddenTarget();

  /**
   * Calls a module of the plan. One that knows places, such as a masked decoder, takes this view's
   * masks.
   *
   * @param module its name in the plan
   * @param inputs what the module takes
   */
  NDArray run(String module, NDArray... inputs);

  /**
   * As {@link #run}, for the hidden patches alone: (A, N, P) becomes (H, P). A masked decoder then
   * spares what it would compute for visible ones.
   */
  NDArray runHidden(String module, NDArray... inputs);

  /**
   * The rows of the hidden patches.
   *
   * @param patches (A, N, D)
   * @return (H, D)
   */
  NDArray ofHidden(NDArray patches);

  /**
   * Undoes the normalisation of a target of pixels, so that predictions can be shown.
   *
   * @param patches (A, N, P) in the target's units
   * @return (A, N, P) in the units of {@link #images()}
   */
  NDArray toPixels(NDArray patches);
}
