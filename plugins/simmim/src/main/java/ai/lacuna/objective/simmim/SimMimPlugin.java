package ai.lacuna.objective.simmim;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import java.util.List;

/** Offers {@link SimMimObjective} under the name {@code simmim}. */
public final class SimMimPlugin implements ObjectivePlugin<SimMimConfig> {

  @Override
  public String name() {
    return "simmim";
  }

  @Override
  public String summary() {
    return "SimMIM: predict the pixels of hidden squares with a light head (Xie et al. 2022)";
  }

  @Override
  public Class<SimMimConfig> configType() {
    return SimMimConfig.class;
  }

  @Override
  public Objective create(SimMimConfig config) {
    return new SimMimObjective(config);
  }

  @Override
  public List<String> recipes() {
    return List.of(
        "simmim-cifar10", "simmim-swin-cifar10", "simmim-vit-base-in1k", "simmim-swin-base-in1k");
  }
}
