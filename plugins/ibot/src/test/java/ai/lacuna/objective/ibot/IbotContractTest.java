package ai.lacuna.objective.ibot;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.distillation.PrototypeLength;
import ai.lacuna.objective.ibot.IbotConfig.PatchPrototypes;
import ai.lacuna.testkit.ObjectiveContract;

class IbotContractTest extends ObjectiveContract<IbotConfig> {

  @Override
  protected ObjectivePlugin<IbotConfig> plugin() {
    return new IbotPlugin();
  }

  @Override
  protected IbotConfig settings() {
    return new IbotConfig(
        1,
        1,
        0.5,
        0.3,
        0.2,
        64,
        PatchPrototypes.OWN,
        3,
        32,
        16,
        PrototypeLength.ONE,
        1,
        0.1,
        0.07,
        0.04,
        30,
        0.996,
        0.9,
        2,
        0.5,
        0.32);
  }
}
