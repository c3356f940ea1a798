package ai.lacuna.objective.beit;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import java.util.List;

/** Offers {@link BeitObjective} under the name {@code beit}. */
public final class BeitPlugin implements ObjectivePlugin<BeitConfig> {

  @Override
  public String name() {
    return "beit";
  }

  @Override
  public String summary() {
    return "BEiT: predict the visual tokens of hidden patches (Bao et al. 2022)";
  }

  @Override
  public Class<BeitConfig> configType() {
    return BeitConfig.class;
  }

  @Override
  public Objective create(BeitConfig config) {
    return new BeitObjective(config);
  }

  @Override
  public List<String> recipes() {
    return List.of("beit-cifar10", "beit-base-in1k");
  }
}
