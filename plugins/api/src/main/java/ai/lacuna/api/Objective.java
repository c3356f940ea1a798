package ai.lacuna.api;

/**
 * A way to pre-train an encoder: what it needs, and its loss.
 *
 * <p>The host owns everything else: device, precision, memory, accumulation, clipping, the
 * optimizer, random streams, checkpoints, metrics and evaluation.
 */
public interface Objective {

  /**
   * Says what views, masks, modules and targets this objective needs.
   *
   * <p>Pure and cheap: called without a device, possibly several times, to validate, cost and draw
   * a stage before it runs.
   *
   * @param context the encoder and images that the objective will meet
   * @throws ai.lacuna.api.config.LacunaException if its settings do not fit them; the path is that
   *     of a setting of its own, such as {@code maskPatch}, or {@code backbone} or one of the
   *     encoder's, such as {@code backbone.patch}
   */
  Plan plan(PlanContext context);

  /**
   * The equations. Called once per micro-batch with gradients recorded; where several devices share
   * an update, from one thread for each of them at the same time, with a step of its own. So an
   * objective keeps nothing from call to call: that is what buffers are for.
   *
   * @param step the batch, the network and everything that the plan asked for
   * @return the losses, means over the micro-batch
   */
  Losses loss(Step step);

  /**
   * Changes the plan's buffers once an update is made, such as a running centre. Called without
   * gradients; does nothing by default.
   *
   * @param update the buffers, and what {@link #loss} collected over the update's micro-batches
   */
  default void afterUpdate(Update update) {}
}
