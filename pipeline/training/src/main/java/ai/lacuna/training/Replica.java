package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.lacuna.api.Losses;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.optimizer.Gradients;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A task on one device, with gradients of its own.
 *
 * @param <B> a micro-batch
 */
final class Replica<B> {

  private final TrainingTask<B> task;
  private final NDManager manager;
  private final Gradients gradients;

  /**
   * @param task on the manager's device
   * @param manager closing it frees what this makes
   */
  Replica(TrainingTask<B> task, NDManager manager) {
    this.task = task;
    this.manager = manager;
    gradients = new Gradients(manager, task.parameters());
  }

  TrainingTask<B> task() {
    return task;
  }

  Gradients gradients() {
    return gradients;
  }

  /** The gradients, in the order of the task's parameters. */
  List<NDArray> gradientList() {
    return task.parameters().keySet().stream().map(gradients::of).toList();
  }

  /**
   * Adds a micro-batch's gradient to the gradients.
   *
   * @param share what the gradient is multiplied by: one over the micro-batches of the update
   * @return the micro-batch's losses, which may be not finite
   */
  StepLosses accumulate(B batch, Moment now, float share) {
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      // What is computed from a parameter belongs to the parameter's manager: for this step, here.
      scope.tempAttachAll(task.parameters().values().toArray(new NDArray[0]));
      Losses losses = task.loss(batch, now, scope);
      Map<String, Double> parts = new TreeMap<>();
      losses.parts().forEach((name, part) -> parts.put(name, value(part)));
      // Objectives may compute in plain Java numbers, which widen scalars to float64.
      NDArray loss = losses.total().toType(DataType.FLOAT32, false);
      StepLosses values = new StepLosses(value(loss), parts);
      task.backward(loss, scope.full(loss.getShape(), share));
      return values;
    }
  }

  private static double value(NDArray loss) {
    return loss.toType(DataType.FLOAT32, false).toFloatArray()[0];
  }
}
