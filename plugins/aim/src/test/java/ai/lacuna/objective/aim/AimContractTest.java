package ai.lacuna.objective.aim;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Bias;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Positions;
import ai.lacuna.testkit.ObjectiveContract;

class AimContractTest extends ObjectiveContract<AimConfig> {

  @Override
  protected ObjectivePlugin<AimConfig> plugin() {
    return new AimPlugin();
  }

  @Override
  protected AimConfig settings() {
    return new AimConfig(
        AimConfig.Attention.PREFIX,
        32,
        1,
        2,
        Positions.SINCOS,
        Bias.NONE,
        AimConfig.PixelTarget.NORMALISED_PIXELS);
  }
}
