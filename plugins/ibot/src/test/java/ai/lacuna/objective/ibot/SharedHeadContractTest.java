package ai.lacuna.objective.ibot;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.distillation.PrototypeLength;
import ai.lacuna.objective.ibot.IbotConfig.PatchPrototypes;
import ai.lacuna.testkit.ObjectiveContract;

/** With the head of the defaults, which class tokens and patches share; without small crops. */
class SharedHeadContractTest extends ObjectiveContract<IbotConfig> {

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
        PatchPrototypes.SHARED,
        2,
        16,
        8,
        PrototypeLength.ONE,
        1,
        0.1,
        0.07,
        0.04,
        30,
        0.996,
        0.9,
        0,
        0.5,
        0.32);
  }
}
