package ai.lacuna.evaluation.stage;

import ai.djl.ndarray.NDManager;
import ai.lacuna.model.Engine;
import ai.lacuna.workflow.StageContext;

/** Where a stage's tensors live. */
final class Devices {

  private Devices() {}

  /** A manager on the device and with the threads that the stage may use. */
  static NDManager manager(StageContext context) {
    NDManager manager =
        context.device().equals("cpu") ? Engine.newCpuManager() : Engine.newManager();
    Engine.setThreads(context.threads());
    return manager;
  }
}
