package ai.lacuna.testkit;

import ai.lacuna.api.ObjectivePlugin;

/** An objective without fault keeps every rule. */
class SoundObjectiveContractTest extends ObjectiveContract<FaultyPlugin.Settings> {
  @Override
  protected ObjectivePlugin<FaultyPlugin.Settings> plugin() {
    return new FaultyPlugin();
  }
}
