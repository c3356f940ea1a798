package ai.lacuna.objective.data2vec;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.testkit.ObjectiveContract;

class Data2VecContractTest extends ObjectiveContract<Data2VecConfig> {

  @Override
  protected ObjectivePlugin<Data2VecConfig> plugin() {
    return new Data2VecPlugin();
  }

  // The encoder has two blocks.
  @Override
  protected Data2VecConfig settings() {
    Data2VecConfig d = Data2VecConfig.defaults();
    return new Data2VecConfig(
        d.modality(),
        2,
        d.blockOutput(),
        d.normalisation(),
        d.beta(),
        d.lossScale(),
        0.99,
        0.999,
        100);
  }
}
