package ai.lacuna.testkit;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import java.util.List;
import java.util.Set;

/** Offers {@link FaultyObjective}; a service, as the host wants it. */
public class FaultyPlugin implements ObjectivePlugin<FaultyPlugin.Settings> {

  /** One sound setting. */
  record Settings(@Doc("Does nothing") @Range("[0, 1)") double ratio) implements Config {
    static Settings defaults() {
      return new Settings(0.5);
    }
  }

  // No service is of this class.
  private static final class Unlisted extends FaultyPlugin {
    Unlisted(Set<Fault> faults) {
      super(faults);
    }
  }

  private final Set<Fault> faults;

  /** Without fault. */
  public FaultyPlugin() {
    this(Set.of());
  }

  private FaultyPlugin(Set<Fault> faults) {
    this.faults = faults;
  }

  static FaultyPlugin with(Set<Fault> faults) {
    return faults.contains(Fault.IS_NO_SERVICE) ? new Unlisted(faults) : new FaultyPlugin(faults);
  }

  @Override
  public String name() {
    return "faulty";
  }

  @Override
  public String summary() {
    return "For tests of the tests";
  }

  @Override
  public Class<Settings> configType() {
    return Settings.class;
  }

  @Override
  public Objective create(Settings config) {
    return new FaultyObjective(faults);
  }

  @Override
  public List<String> recipes() {
    return faults.contains(Fault.LACKS_A_RECIPE) ? List.of("no-such-recipe") : List.of();
  }
}
