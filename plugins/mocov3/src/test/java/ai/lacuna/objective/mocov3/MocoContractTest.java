package ai.lacuna.objective.mocov3;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.testkit.ObjectiveContract;

class MocoContractTest extends ObjectiveContract<MocoConfig> {

  @Override
  protected ObjectivePlugin<MocoConfig> plugin() {
    return new MocoPlugin();
  }

  @Override
  protected MocoConfig settings() {
    return new MocoConfig(0.2, 0.99, 64, 32, MocoConfig.PatchProjection.FROZEN, 0.08);
  }
}
