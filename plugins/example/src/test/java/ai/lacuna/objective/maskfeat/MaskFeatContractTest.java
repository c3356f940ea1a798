package ai.lacuna.objective.maskfeat;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.testkit.ObjectiveContract;

class MaskFeatContractTest extends ObjectiveContract<MaskFeatConfig> {

  @Override
  protected ObjectivePlugin<MaskFeatConfig> plugin() {
    return new MaskFeatPlugin();
  }

  @Override
  protected MaskFeatConfig settings() {
    return new MaskFeatConfig(0.4, 4, 9, 32, 1, 4);
  }
}
