package ai.lacuna.objective.beit;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.testkit.ObjectiveContract;

class BeitContractTest extends ObjectiveContract<BeitConfig> {

  @Override
  protected ObjectivePlugin<BeitConfig> plugin() {
    return new BeitPlugin();
  }

  // Blocks so large that some masks of 4 x 4 patches stay below the ratio.
  @Override
  protected BeitConfig settings() {
    return new BeitConfig(0.383, 4);
  }
}
