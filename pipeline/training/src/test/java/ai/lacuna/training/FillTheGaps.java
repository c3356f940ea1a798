package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Reconstructs;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;

/** The smallest masked autoencoder: squared error over the hidden patches. */
final class FillTheGaps implements Objective, Reconstructs {

  /**
   * Its only setting.
   *
   * @param ratio share of hidden patches
   */
  record Settings(double ratio) {}

  private final Settings settings;

  FillTheGaps(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Plan plan(PlanContext context) {
    return Plan.with(new TrainingDefaults(4, 16, 0.1, 0, 1, 0.05, 0.9, 0.95, 1))
        .view(ViewSpec.randomResizedCrop(0.5, 1))
        .mask(new MaskSpec.Random(settings.ratio()))
        .encode(EncodeMode.VISIBLE_ONLY)
        .module("decoder", new ModuleSpec.MaskedDecoder(16, 1, 2, 2, context.patchElements()))
        .target(Target.PIXELS)
        .build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray error = reconstruct(step).sub(step.target()).square().mean(new int[] {2}); // -> (B, N)
    return Losses.of("gaps", error.mul(step.hidden()).sum().div(step.hidden().sum()));
  }

  @Override
  public NDArray reconstruct(Step step) {
    return step.run("decoder", step.encode());
  }
}
