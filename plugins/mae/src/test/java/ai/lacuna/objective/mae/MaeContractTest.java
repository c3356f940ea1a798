package ai.lacuna.objective.mae;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.testkit.ObjectiveContract;

class MaeContractTest extends ObjectiveContract<MaeConfig> {

  @Override
  protected ObjectivePlugin<MaeConfig> plugin() {
    return new MaePlugin();
  }

  @Override
  protected MaeConfig settings() {
    return new MaeConfig(
        0.75, 32, 1, 4, 2, MaeConfig.PixelTarget.NORMALISED_PIXELS, MaeConfig.MaskSampling.RANDOM);
  }
}
