package ai.lacuna.testkit;

import ai.lacuna.api.ObjectivePlugin;
import java.util.Set;

/** An objective without fault keeps every rule. */
class SoundObjectiveContractTest extends ObjectiveContract<FaultyPlugin.Settings> {
  @Override
  protected ObjectivePlugin<FaultyPlugin.Settings> plugin() {
    return new FaultyPlugin(Set.of());
  }
}
