package ai.lacuna.objective.supervised;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.testkit.ObjectiveContract;

class SupervisedContractTest extends ObjectiveContract<SupervisedConfig> {

  @Override
  protected ObjectivePlugin<SupervisedConfig> plugin() {
    return new SupervisedPlugin();
  }
}
