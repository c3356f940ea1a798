package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.Update;
import ai.lacuna.api.distillation.Centring;
import ai.lacuna.api.distillation.Distillation;
import ai.lacuna.api.plan.Clipping;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.schedule.Schedule;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Self-distillation of class tokens that uses everything the engine can keep from step to step. */
final class Distil implements Objective {

  private static final int OUTPUTS = 8;
  private static final Centring CENTRING = new Centring(new Schedule.EpochSteps(0.05, 0.1, 3), 0.9);

  @Override
  public Plan plan(PlanContext context) {
    Map<String, ModuleSpec.Parameter> weight =
        Map.of(
            "weight",
            new ModuleSpec.Parameter(new Shape(OUTPUTS, context.width()), new Init.Normal(0.1)));
    TrainingDefaults published =
        new TrainingDefaults(4, 16, 0.1, 0, 1, 0.05, 0.9, 0.95, 0.3)
            .with(Clipping.PER_PARAMETER)
            .withFinalDecayFactor(10);
    return Plan.with(published)
        .view(ViewSpec.randomResizedCrop(0.5, 1))
        .mask(new MaskSpec.None())
        .module("head", new ModuleSpec.Custom(weight, Distil::head))
        .teacher(Distillation.teacher(0.9, List.of("head")))
        .buffer("centre", Centring.centre(OUTPUTS))
        .freeze("head.*", 2)
        .build();
  }

  // (B, 1+N, D) -> (B, OUTPUTS)
  private static NDArray head(Function<String, NDArray> parameters, NDArray... inputs) {
    return inputs[0].get(":, 0").matMul(parameters.apply("weight").transpose());
  }

  @Override
  public Losses loss(Step step) {
    NDArray scores = step.teacher().run("head", step.teacher().encode());
    CENTRING.collect(step, "centre", scores);
    NDArray target = CENTRING.logits(step, "centre", scores).softmax(1);
    NDArray predicted = step.run("head", step.encode()).div(Scalars.of(target, 0.1)).logSoftmax(1);
    return Losses.of("agreement", target.mul(predicted).sum(new int[] {1}).mean().neg());
  }

  @Override
  public void afterUpdate(Update update) {
    CENTRING.move(update, "centre");
  }
}
