package ai.lacuna.objective.supervised;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import java.util.List;

/** Offers {@link SupervisedObjective} under the name {@code supervised}. */
public final class SupervisedPlugin implements ObjectivePlugin<SupervisedConfig> {

  @Override
  public String name() {
    return "supervised";
  }

  @Override
  public String summary() {
    return "Classification from scratch, the baseline with labels (recipe of He et al. 2021)";
  }

  @Override
  public Class<SupervisedConfig> configType() {
    return SupervisedConfig.class;
  }

  @Override
  public Objective create(SupervisedConfig config) {
    return new SupervisedObjective(config);
  }

  @Override
  public List<String> recipes() {
    return List.of("supervised-cifar10", "supervised-base-in1k");
  }
}
