package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.Optimizer;

/** Steps of a job on a throw-away network, to see how long they take and whether they fit. */
final class TrialStep implements AutoCloseable {

  private static final Moment BEGINNING = new Moment(0, 1, 1);

  private final NDManager manager;
  private final PretrainTask task;
  private final MaskedBatch batch;
  private final Optimizer optimizer;
  private final Gradients gradients;

  /**
   * @param parent its device is used; closing it closes this
   * @param images the first micro-batch is used
   */
  TrialStep(PretrainJob job, Precision precision, MicroBatches images, NDManager parent) {
    manager = parent.newSubManager();
    Network network =
        Network.create(
            job.backbone(),
            job.image(),
            job.plan(),
            new Streams(job.seed()),
            precision,
            job.training().recompute(),
            manager);
    task = new PretrainTask(job, network, images, manager);
    gradients = new Gradients(manager, task.parameters());
    TrainingConfig config = job.training();
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
