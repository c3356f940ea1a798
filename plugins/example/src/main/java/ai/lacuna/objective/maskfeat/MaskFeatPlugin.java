package ai.lacuna.objective.maskfeat;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import java.util.List;

/** Offers {@link MaskFeatObjective} under the name {@code maskfeat}. */
public final class MaskFeatPlugin implements ObjectivePlugin<MaskFeatConfig> {

  @Override
  public String name() {
    return "maskfeat";
  }

  @Override
  public String summary() {
    return "Masked feature prediction: gradient histograms of hidden patches (Wei et al. 2021)";
  }

  @Override
  public Class<MaskFeatConfig> configType() {
    return MaskFeatConfig.class;
  }

  @Override
  public Objective create(MaskFeatConfig config) {
    return new MaskFeatObjective(config);
  }

  @Override
  public List<String> recipes() {
    return List.of("maskfeat-shapes");
  }
}
