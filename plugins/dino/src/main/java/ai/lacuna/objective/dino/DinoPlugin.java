package ai.lacuna.objective.dino;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import java.util.List;

/** Offers {@link DinoObjective} under the name {@code dino}. */
public final class DinoPlugin implements ObjectivePlugin<DinoConfig> {

  @Override
  public String name() {
    return "dino";
  }

  @Override
  public String summary() {
    return "Self-distillation: say of a crop what a teacher says of another (Caron et al. 2021)";
  }

  @Override
  public Class<DinoConfig> configType() {
    return DinoConfig.class;
  }

  @Override
  public Objective create(DinoConfig config) {
    return new DinoObjective(config);
  }

  @Override
  public List<String> recipes() {
    return List.of("dino-cifar10", "dino-small-in1k");
  }
}
