package ai.lacuna.evaluation;

import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.plan.TrainingDefaults;

/** An objective for any encoder: the mean of an image's tokens tells its brightness. */
public final class Brightness implements ObjectivePlugin<Brightness.Settings> {

  private static final int[] LAST = {1};

  public record Settings() implements Config {
    static Settings defaults() {
      return new Settings();
    }
  }

  @Override
  public String name() {
    return "brightness";
  }

  @Override
  public String summary() {
    return "Guesses how bright an image is.";
  }

  @Override
  public Class<Settings> configType() {
    return Settings.class;
  }

  @Override
  public Objective create(Settings config) {
    return new Objective() {
      @Override
      public Plan plan(PlanContext context) {
        return Plan.with(new TrainingDefaults(1, 8, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0)).build();
      }

      @Override
      public Losses loss(Step step) {
        var guess = step.encode().flatten(1, 2).mean(LAST); // (B, T, D) -> (B)
        var brightness = step.images().flatten(1, 3).mean(LAST); // (B, C, H, W) -> (B)
        return Losses.of("brightness", guess.sub(brightness).square().mean());
      }
    };
  }
}
