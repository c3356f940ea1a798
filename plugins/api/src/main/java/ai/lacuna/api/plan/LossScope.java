package ai.lacuna.api.plan;

/** What the loss of a batch is made of; decides whether a batch may be computed in parts. */
public enum LossScope {
  /**
   * The mean over the batch of a loss that each image has by itself: a batch may be computed in
   * parts without changing the gradient.
   */
  EACH_IMAGE,
  /**
   * As {@link #EACH_IMAGE}, but images weigh differently, such as in a mean over masks of different
   * sizes: parts of a batch give a slightly different loss, and are allowed.
   */
  WEIGHED_IMAGES,
  /**
   * Images are compared with each other (contrastive losses, batch norms): a batch computed in
   * parts is another objective, so the host refuses accumulation and several devices.
   */
  WHOLE_BATCH
}
