package ai.lacuna.objective.mocov3;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import java.util.List;

/** Offers {@link MocoObjective} under the name {@code mocov3}. */
public final class MocoPlugin implements ObjectivePlugin<MocoConfig> {

  @Override
  public String name() {
    return "mocov3";
  }

  @Override
  public String summary() {
    return "Contrast: find an image's other crop among those of other images (Chen et al. 2021)";
  }

  @Override
  public Class<MocoConfig> configType() {
    return MocoConfig.class;
  }

  @Override
  public Objective create(MocoConfig config) {
    return new MocoObjective(config);
  }

  @Override
  public List<String> recipes() {
    return List.of("mocov3-cifar10", "mocov3-small-in1k");
  }
}
