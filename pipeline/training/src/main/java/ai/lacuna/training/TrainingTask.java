package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Losses;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.kernel.Autograd;
import java.util.List;
import java.util.Map;

/**
 * What a {@link TrainingLoop} trains. Batches and losses are pure functions of (seed, epoch,
 * index), which is what makes a resumed run end with the same bits as an undisturbed one.
 *
 * @param <B> a micro-batch in Java memory
 */
public interface TrainingTask<B> {

  /** The trained parameters by name, in a fixed order: float32 leaves. */
  Map<String, NDArray> parameters();

  /** Arrays that change during training without gradients, by name; they are checkpointed. */
  default Map<String, NDArray> buffers() {
    return Map.of();
  }

  /** The names of each layer for layer-wise decay, the layer at the input first. */
  default List<List<NamePattern>> layers() {
    return List.of();
  }

  /** Parameters that sit out the first epochs. */
  default List<Freeze> freezes() {
    return List.of();
  }

  /** Whole micro-batches in an epoch. */
  long microBatchesPerEpoch();

  /**
   * Waits for a micro-batch. Called by one thread at a time, while losses of earlier ones are
   * computed.
   *
   * @param epoch from 0
   * @param index within the epoch, from 0
   */
  B load(long epoch, long index);

  /**
   * The losses of a micro-batch, as means over its images. Called with gradients recorded.
   *
   * @param batch what {@link #load} returned
   * @param moment where the run is
   * @param scope closed after the backward pass
   */
  Losses loss(B batch, Moment moment, NDManager scope);

  /**
   * A copy on another device, for micro-batches of its own. Its parameters and buffers are this
   * one's, in the same order, and are overwritten with this one's values before each update; its
   * gradients are added to this one's. Of a copy only {@link #loss}, {@link #backward}, {@link
   * #parameters}, {@link #parametersChanged} and {@link #buffers} are used, each copy by one thread
   * at a time; what {@code loss} collects there counts for this one's {@link #afterUpdate}.
   *
   * @param parent on the other device; closing it frees the copy
   */
  default TrainingTask<B> replicate(NDManager parent) {
    throw new UnsupportedOperationException(
        getClass().getName() + " cannot be trained on several devices");
  }

  /** Called on a copy when its parameters were overwritten. */
  default void parametersChanged() {}

  /**
   * Adds the gradients of a loss to those of the parameters.
   *
   * @param loss a scalar that {@link #loss} gave
   * @param share what the gradients are multiplied by, a scalar
   */
  default void backward(NDArray loss, NDArray share) {
    Autograd.backward(loss, share);
  }

  /** Called before the losses of an update are computed. */
  default void beforeLoss(Moment moment) {}

  /** Called when the optimizer has moved the parameters. */
  default void afterUpdate(Moment moment) {}

  /** The batch's rows of the data set, for messages. */
  long[] rows(B batch);

  /** What is needed to compute the batch's loss again, besides the parameters. */
  List<Tensor> replay(B batch);
}
