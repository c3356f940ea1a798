package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.Optimizer;

/**
 * Steps of a task that is thrown away, to see how long they take and whether they fit.
 *
 * @param <B> a micro-batch
 */
final class TrialStep<B> implements AutoCloseable {

  private static final Moment BEGINNING = new Moment(0, 1, 1);

  private final NDManager manager;
  private final TrainingTask<B> task;
  private final B batch;
  private final Optimizer optimizer;
  private final Gradients gradients;

  /**
   * @param task its first micro-batch is used
   * @param config how it is trained
   * @param parent the task's; closing it closes this
   */
  TrialStep(TrainingTask<B> task, TrainingConfig config, NDManager parent) {
    this.task = task;
    manager = parent.newSubManager();
    gradients = new Gradients(manager, task.parameters());
    optimizer =
        new Optimizer(
            manager,
            config.rule(),
            config.rules(task.layers(), task.freezes()).groups(task.parameters(), 1),
            gradients);
    batch = task.load(0, 0);
  }

  /** Makes a step on the first micro-batch. */
  void run() {
    task.beforeLoss(BEGINNING);
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      scope.tempAttachAll(task.parameters().values().toArray(new NDArray[0]));
      NDArray loss = task.loss(batch, BEGINNING, scope).total().toType(DataType.FLOAT32, false);
      task.backward(loss, scope.ones(loss.getShape()));
      loss.toFloatArray();
    }
    optimizer.update(0);
    gradients.zero();
    gradients.norm();
  }

  @Override
  public void close() {
    manager.close();
  }
}
