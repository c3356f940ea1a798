package ai.lacuna.workflow.toy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
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
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;
import java.util.Map;

/** An objective that predicts hidden pixels or, of whole images, their brightness; for tests. */
public final class ToyObjective implements ObjectivePlugin<ToyObjective.Settings> {

  private static final int[] LAST = {1};

  public record Settings(
      @Doc("Share of hidden patches.") @Range("(0, 1)") double ratio,
      @Doc("What its plan does.") Mood mood)
      implements Config {

    public enum Mood {
      FINE,
      WHOLE,
      TOKENS,
      LABELLED,
      COMPARING,
      PICKY,
      SELF_CRITICAL,
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
          case FINE, WHOLE, TOKENS, COMPARING -> {}
          case LABELLED -> context.requireClasses();
          case PICKY ->
              throw new LacunaException(
                  LacunaException.Kind.CONFIG,
                  "backbone.patch",
                  context.patch(),
                  "patches of at least 8 pixels",
                  "use another backbone");
          case SELF_CRITICAL ->
              throw new LacunaException(
                  LacunaException.Kind.CONFIG,
                  "ratio",
                  config.ratio(),
                  "a ratio that fits " + context.grid() + " patches",
                  "use another ratio");
          case BROKEN -> throw new IllegalStateException("not my day");
        }
        Plan.Builder plan = Plan.with(new TrainingDefaults(2, 8, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0));
        if (config.mood() == Settings.Mood.WHOLE) {
          ModuleSpec.Parameter weight =
              new ModuleSpec.Parameter(new Shape(context.width(), 1), new Init.Normal(0.1));
          return plan.module(
                  "head",
                  new ModuleSpec.Custom(
                      Map.of("weight", weight), (w, in) -> in[0].matMul(w.apply("weight"))))
              .build();
        }
        if (config.mood() == Settings.Mood.COMPARING) {
          plan.lossOver(LossScope.WHOLE_BATCH);
        }
        return plan.mask(new MaskSpec.Random(config.ratio()))
            .encode(EncodeMode.VISIBLE_ONLY)
            .module("decoder", new ModuleSpec.MaskedDecoder(8, 1, 2, 2, context.patchElements()))
            .target(config.mood() == Settings.Mood.TOKENS ? Target.TOKENS : Target.PIXELS)
            .build();
      }

      @Override
      public Losses loss(Step step) {
        if (config.mood() == Settings.Mood.WHOLE) {
          NDArray summary = step.encode().mean(new int[] {1}); // (B, T, D) -> (B, D)
          NDArray guess = step.run("head", summary).squeeze(1); // (B, D) -> (B, 1) -> (B)
          NDArray brightness = step.images().flatten(1, 3).mean(LAST); // (B, C, H, W) -> (B)
          return Losses.of("brightness", guess.sub(brightness).square().mean());
        }
        NDArray prediction = step.run("decoder", step.encode()); // (B, N, P)
        return Losses.of("pixels", prediction.sub(step.target()).square().mean());
      }
    };
  }
}
