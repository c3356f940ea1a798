package ai.lacuna.tokenizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An objective that guesses the token of every patch; for tests, which can see what it got. */
public final class GuessTokens implements ObjectivePlugin<GuessTokens.Settings> {

  /** The images and tokens of every step since a test cleared the list. */
  static final List<Seen> SEEN = new CopyOnWriteArrayList<>();

  @SuppressWarnings("ArrayRecordComponent")
  record Seen(float[] images, long[] tokens, Shape shape) {}

  public record Settings(
      @Doc("Share of hidden patches.") @Range("(0, 1)") double ratio,
      @Doc("What it asks for.") Wish wish)
      implements Config {

    public enum Wish {
      TOKENS,
      FIXED_TOKENS,
      PIXELS
    }

    static Settings defaults() {
      return new Settings(0.5, Wish.TOKENS);
    }
  }

  @Override
  public String name() {
    return "guess-tokens";
  }

  @Override
  public String summary() {
    return "Guesses tokens.";
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
        int codes = Math.max(1, context.vocabulary());
        ModuleSpec.Parameter weight =
            new ModuleSpec.Parameter(new Shape(context.width(), codes), new Init.Normal(0.1));
        Plan.Builder plan =
            Plan.with(new TrainingDefaults(1, 8, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0))
                .mask(new MaskSpec.Random(config.ratio()))
                .module(
                    "head",
                    new ModuleSpec.Custom(
                        Map.of("weight", weight), (w, in) -> in[0].matMul(w.apply("weight"))))
                .target(config.wish() == Settings.Wish.PIXELS ? Target.PIXELS : Target.TOKENS);
        if (config.wish() == Settings.Wish.FIXED_TOKENS) {
          plan.view(ViewSpec.of("image", Crop.Centre.defaults()))
              .mask(new MaskSpec.Random(config.ratio()));
        }
        return plan.build();
      }

      @Override
      public Losses loss(Step step) {
        NDArray tokens = step.target(); // (B, N)
        NDArray logits = step.run("head", step.encode()); // (B, 1+N, D) -> (B, 1+N, K)
        NDArray chances = logits.get(":, 1:").logSoftmax(2); // (B, N, K)
        if (tokens.getDataType() != DataType.INT64) {
          return Losses.of("nothing", logits.mean());
        }
        SEEN.add(new Seen(step.images().toFloatArray(), tokens.toLongArray(), tokens.getShape()));
        NDArray hit = chances.gather(tokens.expandDims(2), 2); // (B, N, 1)
        return Losses.of("tokens", hit.mean().neg());
      }
    };
  }
}
