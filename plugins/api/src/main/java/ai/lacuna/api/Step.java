package ai.lacuna.api;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.schedule.Moment;

/**
 * One micro-batch and the network, as an objective sees them. All arrays live as long as the step
 * and are float32 unless said otherwise.
 *
 * <p>A step is also its first view, which is the only one of most plans: {@link #images}, {@link
 * #encode} and so on are that view's.
 *
 * <p>Letters: B images, K classes; for the others see {@link View}.
 */
public interface Step extends View {

  /**
   * A view of the plan.
   *
   * @throws IllegalArgumentException if the plan has none of that name
   */
  View view(String name);

  /**
   * The plan's teacher on this micro-batch.
   *
   * @throws IllegalStateException if the plan names none
   */
  Teacher teacher();

  /**
   * The class number of each image, (B) int64. Where the plan mixes images, that of the image
   * itself, not of its partner.
   *
   * @throws ai.lacuna.api.config.LacunaException of kind DATA if an image has no label
   */
  NDArray labels();

  /**
   * What a classifier should say, (B, K): the share of each class in each image. Where the plan
   * mixes images, labels are mixed in the same shares.
   *
   * @param smoothing s in [0, 1): every class gets s / K, the labelled ones share the rest
   * @throws ai.lacuna.api.config.LacunaException as {@link #labels}
   */
  NDArray classTargets(double smoothing);

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
}
