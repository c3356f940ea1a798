package ai.lacuna.objective.aim;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import java.util.List;

/** Offers {@link AimObjective} under the name {@code aim}. */
public final class AimPlugin implements ObjectivePlugin<AimConfig> {

  @Override
  public String name() {
    return "aim";
  }

  @Override
  public String summary() {
    return "AIM: predict the pixels of each next patch (El-Nouby et al. 2024)";
  }

  @Override
  public Class<AimConfig> configType() {
    return AimConfig.class;
  }

  @Override
  public Objective create(AimConfig config) {
    return new AimObjective(config);
  }

  @Override
  public List<String> recipes() {
    return List.of("aim-cifar10", "aim-600m-in1k");
  }
}
