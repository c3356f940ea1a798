package ai.lacuna.objective.ibot;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import java.util.List;

/** Offers {@link IbotObjective} under the name {@code ibot}. */
public final class IbotPlugin implements ObjectivePlugin<IbotConfig> {

  @Override
  public String name() {
    return "ibot";
  }

  @Override
  public String summary() {
    return "iBOT: say of hidden patches, and of other crops, what a teacher says (Zhou et al. 2022)";
  }

  @Override
  public Class<IbotConfig> configType() {
    return IbotConfig.class;
  }

  @Override
  public Objective create(IbotConfig config) {
    return new IbotObjective(config);
  }

  @Override
  public List<String> recipes() {
    return List.of("ibot-cifar10", "ibot-small-in1k");
  }
}
