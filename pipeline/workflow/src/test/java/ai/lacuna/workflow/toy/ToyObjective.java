package ai.lacuna.workflow.toy;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;

/** An objective that predicts hidden pixels, for tests. */
public final class ToyObjective implements ObjectivePlugin<ToyObjective.Settings> {

  public record Settings(
      @Doc("Share of hidden patches.") @Range("(0, 1)") double ratio,
      @Doc("What its plan does.") Mood mood)
      implements Config {

    public enum Mood {
      FINE,
      PICKY,
      BROKEN
    }

    static Settings defaults() {
      return new Settings(0.5, Mood.FINE);
    }
  }

  @Override
  public String name() {
    return "toy-pixels";
  }

  @Override
  public String summary() {
    return "Predicts hidden pixels.";
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
        switch (config.mood()) {
          case FINE -> {}
          case PICKY ->
              throw new LacunaException(
                  LacunaException.Kind.CONFIG,
                  "backbone.patch",
                  context.patch(),
                  "patches of at least 8 pixels",
                  "use another backbone");
          case BROKEN -> throw new IllegalStateException("not my day");
        }
        return Plan.with(new TrainingDefaults(2, 8, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0))
            .mask(new MaskSpec.Random(config.ratio()))
            .encode(EncodeMode.VISIBLE_ONLY)
            .module("decoder", new ModuleSpec.MaskedDecoder(8, 1, 2, 2, context.patchElements()))
            .target(Target.PIXELS)
            .build();
      }

      @Override
      public Losses loss(Step step) {
        NDArray prediction = step.run("decoder", step.encode()); // (B, N, P)
        return Losses.of("pixels", prediction.sub(step.target()).square().mean());
      }
    };
  }
}
