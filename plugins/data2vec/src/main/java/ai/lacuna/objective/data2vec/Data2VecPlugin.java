package ai.lacuna.objective.data2vec;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import java.util.List;

/** Offers {@link Data2VecObjective} under the name {@code data2vec}. */
public final class Data2VecPlugin implements ObjectivePlugin<Data2VecConfig> {

  @Override
  public String name() {
    return "data2vec";
  }

  @Override
  public String summary() {
    return "data2vec: predict a teacher's features of hidden patches (Baevski et al. 2022)";
  }

  @Override
  public Class<Data2VecConfig> configType() {
    return Data2VecConfig.class;
  }

  @Override
  public Objective create(Data2VecConfig config) {
    return new Data2VecObjective(config);
  }

  @Override
  public List<String> recipes() {
    return List.of("data2vec-cifar10", "data2vec-base-in1k");
  }
}
