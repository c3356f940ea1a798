package ai.lacuna.objective.simmim;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.testkit.ObjectiveContract;

/** The same with the loss that calculates with numbers. */
class SmoothContractTest extends ObjectiveContract<SimMimConfig> {

  @Override
  protected ObjectivePlugin<SimMimConfig> plugin() {
    return new SimMimPlugin();
  }

  @Override
  protected SimMimConfig settings() {
    return new SimMimConfig(
        8, 0.6, SimMimConfig.Loss.SMOOTH_L1, 0, SimMimConfig.HeadKind.LINEAR, 1, 2, 4);
  }
}
