package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.View;
import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.schedule.Schedule;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Self-distillation across views, with DINO's augmentations: two global crops, of which the network
 * sees the visible patches and the teacher everything, and four local crops. Labels take part in
 * the loss too, so that they are seen to arrive.
 */
final class MultiCrop implements Objective {

  private static final int OUTPUTS = 8;

  @Override
  public Plan plan(PlanContext context) {
    ViewSpec global =
        ViewSpec.of("global", Crop.RandomResized.of(0.4, 1), Augmentation.byol(1, 0))
            .plusCrop(Augmentation.byol(0.1, 0.2))
            .withMask(new MaskSpec.Random(0.25));
    ViewSpec local =
        ViewSpec.of("local", Crop.RandomResized.of(0.05, 0.4), Augmentation.byol(0.5, 0))
            .withCount(4)
            .withSide(context.side(0.5));
    return Plan.with(new TrainingDefaults(3, 16, 0.1, 0, 1, 0.05, 0.9, 0.95, 0.3))
        .view(global)
        .view(local)
        .encode(EncodeMode.VISIBLE_ONLY)
        .module("head", head(context.width(), OUTPUTS))
        .module("classes", head(context.width(), context.requireClasses()))
        .teacher(
            new TeacherSpec(
                new Schedule.Constant(0.9),
                TeacherSpec.When.AFTER_UPDATE,
                List.of("head"),
                TeacherSpec.Result.TEACHER))
        .build();
  }

  private static ModuleSpec head(int width, int outputs) {
    ModuleSpec.Parameter weight =
        new ModuleSpec.Parameter(new Shape(outputs, width), new Init.Normal(0.1));
    return new ModuleSpec.Custom(Map.of("weight", weight), MultiCrop::head);
  }

  // (A, 1+N, D) -> (A, outputs)
  private static NDArray head(Function<String, NDArray> parameters, NDArray... inputs) {
    return inputs[0].get(":, 0").matMul(parameters.apply("weight").transpose());
  }

  @Override
  public Losses loss(Step step) {
    View global = step.view("global");
    View local = step.view("local");
    NDArray seen = step.teacher().run("head", step.teacher().encode("global")); // (2·B, outputs)
    NDArray target = seen.div(0.05f).softmax(1);
    long images = target.getShape().get(0) / global.count(); // B
    NDArray first = target.get("0:" + images);
    NDArray second = target.get(images + ":");
    NDArray tokens = global.encode();
    NDArray temperature = Scalars.of(tokens, 0.1);
    NDArray own = step.run("head", tokens).div(temperature).logSoftmax(1);
    NDArray across = crossEntropy(second.concat(first), own); // each crop learns from the other
    NDArray others =
        step.run("head", local.encode()).div(temperature).logSoftmax(1); // (4·B, outputs)
    NDArray both = first.add(second).div(2).tile(new long[] {local.count(), 1});
    NDArray classes = step.run("classes", tokens).get("0:" + images).logSoftmax(1); // (B, K)
    return Losses.of("across", across)
        .plus("local", 1, crossEntropy(both, others))
        .plus("classes", 0.1, crossEntropy(step.classTargets(0.1), classes));
  }

  private static NDArray crossEntropy(NDArray target, NDArray logits) {
    return target.mul(logits).sum(new int[] {1}).mean().neg();
  }
}
