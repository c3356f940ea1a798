package ai.lacuna.objective.beit;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.testkit.ObjectiveContract;

class BeitContractTest extends ObjectiveContract<BeitConfig> {

  @Override
  protected ObjectivePlugin<BeitConfig> plugin() {
    return new BeitPlugin();
  }
}
