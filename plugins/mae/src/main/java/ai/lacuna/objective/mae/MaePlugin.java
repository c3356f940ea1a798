package ai.lacuna.objective.mae;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import java.util.List;

/** Offers {@link MaeObjective} under the name {@code mae}. */
public final class MaePlugin implements ObjectivePlugin<MaeConfig> {

  @Override
  public String name() {
    return "mae";
  }

  @Override
  public String summary() {
    return "Masked autoencoder: predict the pixels of hidden patches (He et al. 2021)";
  }

  @Override
  public Class<MaeConfig> configType() {
    return MaeConfig.class;
  }

  @Override
  public Objective create(MaeConfig config) {
    return new MaeObjective(config);
  }

  @Override
  public List<String> recipes() {
    return List.of("quickstart", "mae-cifar10", "mae-base-in1k");
  }
}
