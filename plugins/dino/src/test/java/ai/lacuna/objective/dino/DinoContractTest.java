package ai.lacuna.objective.dino;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.distillation.PrototypeLength;
import ai.lacuna.testkit.ObjectiveContract;

class DinoContractTest extends ObjectiveContract<DinoConfig> {

  @Override
  protected ObjectivePlugin<DinoConfig> plugin() {
    return new DinoPlugin();
  }

  @Override
  protected DinoConfig settings() {
    return new DinoConfig(
        64, 3, 32, 16, PrototypeLength.ONE, 1, 0.1, 0.07, 0.04, 30, 0.996, 0.9, 2, 0.5, 0.4);
  }
}
