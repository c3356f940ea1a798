package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Reconstructs;
import ai.lacuna.api.Step;
import ai.lacuna.api.Update;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.schedule.Schedule;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Predicts the pixels of every hidden patch from the mean of the visible tokens and a vector for
 * its place, with at most one thing wrong. Letters: B images, N patches, P values per patch, D
 * width, H hidden patches of all images.
 */
final class FaultyObjective implements Objective, Reconstructs {

  private static final Set<Fault> TEACHERS =
      EnumSet.of(Fault.GRADIENT_IN_TEACHER, Fault.UNUSED_TEACHER);

  private final Set<Fault> faults;
  private float remembered;
  private int patches;

  FaultyObjective(Set<Fault> faults) {
    this.faults = faults;
  }

  private boolean has(Fault fault) {
    return faults.contains(fault);
  }

  @Override
  public Plan plan(PlanContext context) {
    if (has(Fault.THROWS_IN_PLAN)) {
      throw new IllegalStateException("no plan today");
    }
    int wide = context.width();
    int values =
        has(Fault.THREE_CHANNELS_WRITTEN_DOWN)
            ? context.patch() * context.patch() * 3
            : context.patchElements();
    patches = context.grid().size();
    int places = has(Fault.SQUARE_GRID_WRITTEN_DOWN) ? 16 : patches;
    Map<String, ModuleSpec.Parameter> head = new LinkedHashMap<>();
    Init small = new Init.Normal(0.05);
    head.put("weight", new ModuleSpec.Parameter(new Shape(wide, values), small));
    head.put("place", new ModuleSpec.Parameter(new Shape(1, places, wide), small));
    head.put("pixels", new ModuleSpec.Parameter(new Shape(values, values), small));
    if (!has(Fault.PREDICTS_FROM_PIXELS)) {
      head.remove("pixels");
    }
    if (has(Fault.UNUSED_PARAMETER)) {
      head.put("spare", new ModuleSpec.Parameter(new Shape(3), small));
    }
    boolean all = has(Fault.ENCODES_HIDDEN_PATCHES);
    Plan.Builder plan =
        Plan.with(new TrainingDefaults(10, 8, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0))
            .view(ViewSpec.randomResizedCrop().withMask(new MaskSpec.Random(0.5)))
            .encode(all ? EncodeMode.FULL : EncodeMode.VISIBLE_ONLY)
            .target(Target.PIXELS)
            .module("head", new ModuleSpec.Custom(head, FaultyObjective::head));
    if (TEACHERS.stream().anyMatch(this::has)) {
      plan.teacher(
          new TeacherSpec(
              new Schedule.Constant(0.9),
              TeacherSpec.When.AFTER_UPDATE,
              List.of(),
              TeacherSpec.Result.NETWORK));
    }
    if (has(Fault.UNUSED_MODULE)) {
      plan.module("spare", new ModuleSpec.Custom(Map.of(), FaultyObjective::head));
    }
    if (has(Fault.UNUSED_VIEW)) {
      plan.view(ViewSpec.of("second", new Crop.Centre()));
    }
    if (has(Fault.UNUSED_BUFFER)) {
      plan.buffer("centre", new ModuleSpec.Parameter(new Shape(1), Init.ZEROS));
    }
    if (has(Fault.FREEZES_NOTHING)) {
      plan.freeze("haed.*", 1);
    }
    if (has(Fault.NEEDLESS_WHOLE_BATCH)) {
      plan.lossOver(LossScope.WHOLE_BATCH);
    }
    return plan.build();
  }

  // The tokens (B, 1+V, D) and perhaps pixels (B, N, P) -> (B, N, P).
  private static NDArray head(Function<String, NDArray> parameters, NDArray... inputs) {
    NDArray mean = inputs[0].mean(new int[] {1}, true); // -> (B, 1, D)
    NDArray placed = mean.add(parameters.apply("place")); // -> (B, N, D)
    NDArray prediction = placed.matMul(parameters.apply("weight")); // -> (B, N, P)
    return inputs.length == 1
        ? prediction
        : prediction.add(inputs[1].matMul(parameters.apply("pixels")));
  }

  @Override
  public Losses loss(Step step) {
    NDArray tokens = step.encode(); // (B, 1+V, D)
    NDArray prediction =
        has(Fault.PREDICTS_FROM_PIXELS)
            ? step.run("head", tokens, step.target())
            : step.run("head", tokens); // -> (B, N, P)
    if (has(Fault.EIGHT_IMAGES_WRITTEN_DOWN)) {
      prediction = prediction.reshape(8, patches, -1);
    }
    NDArray target = step.ofHidden(step.target()); // (B, N, P) -> (H, P)
    if (has(Fault.CONSTANT_TARGET)) {
      target = target.zerosLike().add(0.5f);
    }
    NDArray loss = step.ofHidden(prediction).sub(target).square().mean();
    return Losses.of("reconstruction", spoilt(step, prediction, loss));
  }

  private NDArray spoilt(Step step, NDArray prediction, NDArray loss) {
    NDManager scope = loss.getManager();
    NDArray result = loss;
    if (has(Fault.NO_GRADIENT_AT_ALL)) {
      result = loss.stopGradient();
    }
    if (has(Fault.NOT_FINITE)) {
      result = result.add(loss.neg().sub(1).log());
    }
    if (has(Fault.GRADIENT_IN_TEACHER)) {
      NDArray teacher = step.teacher().encode();
      teacher.setRequiresGradient(true);
      result = result.add(teacher.mean().mul(1e-3f));
    }
    if (has(Fault.CLIMBS)) {
      result = result.neg();
      result = result.sub(result.stopGradient().mul(2));
    }
    if (has(Fault.AVERAGES_OVER_ALL_PATCHES)) {
      result = prediction.sub(step.target()).square().mean();
    }
    if (has(Fault.OWN_RANDOM_NUMBERS)) {
      result = result.mul(1 + 0.01f * (float) Math.random());
    }
    if (has(Fault.STATE_IN_A_FIELD)) {
      result = result.mul(1 + remembered);
      remembered = 0.9f * remembered + 0.1f;
    }
    if (has(Fault.SUMS)) {
      result = result.mul((float) step.images().getShape().get(0));
    }
    if (has(Fault.MAGNIFIES_ROUNDING)) {
      NDArray wave = prediction.mul(3e3f).sin().mean();
      result = result.add(wave.mul(30));
    }
    if (has(Fault.KEEPS_ARRAYS)) {
      NDArray kept = scope.ones(new Shape(7));
      kept.detach();
    }
    return result;
  }

  @Override
  public void afterUpdate(Update update) {
    // The buffer of UNUSED_BUFFER is forgotten here.
  }

  @Override
  public NDArray reconstruct(Step step) {
    NDArray all = step.toPixels(step.run("head", step.encode()));
    return has(Fault.RECONSTRUCTS_HIDDEN_PATCHES_ONLY) ? step.ofHidden(all) : all;
  }
}
