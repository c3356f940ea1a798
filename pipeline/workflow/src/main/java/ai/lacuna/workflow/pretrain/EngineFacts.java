package ai.lacuna.workflow.pretrain;

import ai.djl.ndarray.NDManager;
import ai.lacuna.model.Engine;
import ai.lacuna.workflow.StageContext;

/** Notes which tensor engine made an artifact. */
final class EngineFacts {

  private EngineFacts() {}

  static void note(StageContext context) {
    try (NDManager manager = Engine.newManager()) {
      Engine.describe(manager).forEach(context::fact);
    }
  }
}
