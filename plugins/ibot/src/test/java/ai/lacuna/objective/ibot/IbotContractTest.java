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
    return small(PatchPrototypes.OWN, 3, 32, 16, 2);
  }

  /** Settings with a head of this size. */
  static IbotConfig small(
      PatchPrototypes prototypes, int layers, int hidden, int bottleneck, int localCrops) {
    return new IbotConfig(
        1,
        1,
        0.5,
        0.3,
        0.2,
        64,
        prototypes,
        layers,
        hidden,
        bottleneck,
        PrototypeLength.ONE,
        1,
        0.1,
        0.07,
        0.04,
        30,
        0.996,
        0.9,
        localCrops,
        0.5,
        0.32);
  }
}
