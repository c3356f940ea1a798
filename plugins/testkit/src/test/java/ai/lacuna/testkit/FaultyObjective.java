package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Reconstructs;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.Update;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.augment.Mixing;
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
import java.util.Arrays;
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
      EnumSet.of(Fault.GRADIENT_IN_TEACHER, Fault.UNUSED_TEACHER, Fault.LEARNS_THE_TEACHERS_MEAN);
  private static final Set<Fault> TOKENS =
      EnumSet.of(Fault.CODES_WRITTEN_DOWN, Fault.UNUSED_TOKENS);

  private static final Set<Fault> MEANS =
      EnumSet.of(Fault.LEARNS_THE_MEAN, Fault.LEARNS_THE_TEACHERS_MEAN);
  private static final Set<Fault> PREFIXES =
      EnumSet.of(Fault.PREDICTS_A_PATCH_FROM_ITSELF, Fault.PREDICTS_A_PATCH_FROM_ITS_PIXELS);
  private static final Set<Fault> PIXELS =
      EnumSet.of(Fault.PREDICTS_FROM_PIXELS, Fault.PREDICTS_A_PATCH_FROM_ITS_PIXELS);

  private final Set<Fault> faults;
  private float remembered;
  private int losses;
  private int patches;

  FaultyObjective(Set<Fault> faults) {
    this.faults = faults;
  }

  private boolean has(Fault fault) {
    return faults.contains(fault);
  }

  private boolean hasAny(Set<Fault> some) {
    return some.stream().anyMatch(this::has);
  }

  @Override
  public Plan plan(PlanContext context) {
    if (has(Fault.THROWS_IN_PLAN)) {
      throw new IllegalStateException("no plan today");
    }
    int wide = has(Fault.WIDTH_WRITTEN_DOWN) ? 32 : context.width();
    int patch = has(Fault.PATCH_WRITTEN_DOWN) ? 8 : context.patch();
    int channels = has(Fault.THREE_CHANNELS_WRITTEN_DOWN) ? 3 : context.image().channels();
    boolean features = has(Fault.LEARNS_THE_TEACHERS_MEAN);
    int values = features ? context.width() : patch * patch * channels;
    patches = context.grid().size();
    int places = has(Fault.SQUARE_GRID_WRITTEN_DOWN) ? 16 : patches;
    Map<String, ModuleSpec.Parameter> head = new LinkedHashMap<>();
    Init small = new Init.Normal(0.05);
    head.put("weight", new ModuleSpec.Parameter(new Shape(wide, values), small));
    head.put("place", new ModuleSpec.Parameter(new Shape(1, places, wide), small));
    head.put("pixels", new ModuleSpec.Parameter(new Shape(values, values), small));
    if (!hasAny(PIXELS)) {
      head.remove("pixels");
    }
    if (has(Fault.UNUSED_PARAMETER)) {
      head.put("spare", new ModuleSpec.Parameter(new Shape(3), small));
    }
    MaskSpec random = new MaskSpec.Random(0.5);
    boolean uneven = has(Fault.WEIGHS_IMAGES_BY_THEIR_MASKS);
    MaskSpec mask = uneven ? new MaskSpec.Sometimes(0.9, random) : random;
    if (hasAny(PREFIXES)) {
      mask = new MaskSpec.Prefix(MaskSpec.Prefix.ALL_BUT_ONE);
    }
    ViewSpec view = ViewSpec.randomResizedCrop().withMask(mask);
    int crops = has(Fault.PAIRS_ROWS_OF_DIFFERENT_IMAGES) ? 2 : 1;
    Plan.Builder plan =
        Plan.with(new TrainingDefaults(10, 8, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0))
            .view(view.withCount(crops))
            .encode(mode())
            .target(hasAny(TOKENS) ? Target.TOKENS : Target.PIXELS)
            .lossOver(scope())
            .module("head", new ModuleSpec.Custom(head, this::head));
    addFaults(plan, context);
    return plan.build();
  }

  private EncodeMode mode() {
    if (hasAny(PREFIXES)) {
      return EncodeMode.PREFIX_CAUSAL;
    }
    if (has(Fault.COUNTS_ON_A_CLASS_TOKEN) || has(Fault.WEIGHS_IMAGES_BY_THEIR_MASKS)) {
      return EncodeMode.MASK_TOKENS;
    }
    return has(Fault.ENCODES_HIDDEN_PATCHES) ? EncodeMode.FULL : EncodeMode.VISIBLE_ONLY;
  }

  private LossScope scope() {
    if (has(Fault.NEEDLESS_WHOLE_BATCH)) {
      return LossScope.WHOLE_BATCH;
    }
    boolean weighed = has(Fault.NEEDLESS_WEIGHED_IMAGES) || has(Fault.COMPARES_WEIGHED_IMAGES);
    return weighed ? LossScope.WEIGHED_IMAGES : LossScope.EACH_IMAGE;
  }

  private void addFaults(Plan.Builder plan, PlanContext context) {
    if (hasAny(TEACHERS)) {
      plan.teacher(
          new TeacherSpec(
              new Schedule.Constant(0.9),
              TeacherSpec.When.AFTER_UPDATE,
              List.of(),
              TeacherSpec.Result.NETWORK));
    }
    if (has(Fault.UNUSED_MODULE)) {
      plan.module("spare", new ModuleSpec.Custom(Map.of(), this::head));
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
    if (has(Fault.SIDE_OF_A_VIEW_WRITTEN_DOWN)) {
      plan.view(ViewSpec.of("small", new Crop.Centre()).withSide(12));
    }
    if (has(Fault.CANNOT_WAIT_FOR_A_TOKENIZER)) {
      Shape codes = new Shape(context.width() / context.vocabulary());
      plan.buffer("codes", new ModuleSpec.Parameter(codes, Init.ZEROS));
    }
    if (has(Fault.IGNORES_MIXED_LABELS)) {
      context.requireClasses();
      plan.mix(Mixing.defaults());
    }
  }

  // The tokens (B, 1+V, D) and perhaps pixels (B, N, P) -> (B, N, P).
  private NDArray head(Function<String, NDArray> parameters, NDArray... inputs) {
    NDArray mean = inputs[0].mean(new int[] {1}, true); // -> (B, 1, D)
    if (has(Fault.COUNTS_ON_A_CLASS_TOKEN) || has(Fault.PREDICTS_A_PATCH_FROM_ITSELF)) {
      mean = inputs[0].get(":, 1:"); // (B, 1+N, D) -> (B, N, D)
    } else if (has(Fault.PREDICTS_A_PATCH_FROM_ITS_PIXELS)) {
      mean = inputs[0].get(":, :" + patches); // likewise, the token before each
    } else if (hasAny(MEANS)) {
      mean = mean.sub(mean.stopGradient()); // 0, which gradients pass
    }
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
        hasAny(PIXELS)
            ? step.run("head", tokens, step.target())
            : step.run("head", tokens); // -> (B, N, P)
    if (has(Fault.EIGHT_IMAGES_WRITTEN_DOWN)) {
      prediction = prediction.reshape(8, patches, -1);
    }
    if (has(Fault.CODES_WRITTEN_DOWN)) {
      NDArray scores = step.ofHidden(prediction).get(":, :16").logSoftmax(1); // -> (H, 16)
      NDArray right = scores.gather(step.hiddenTarget().expandDims(1), 1); // -> (H, 1)
      return Losses.of("cross-entropy", right.mean().neg());
    }
    NDArray error = step.ofHidden(prediction).sub(target(step, prediction)); // (H, P)
    NDArray loss = onNumbers(error).square().mean();
    return Losses.of("reconstruction", spoilt(step, prediction, loss));
  }

  private NDArray target(Step step, NDArray prediction) {
    if (has(Fault.CONSTANT_TARGET)) {
      return step.ofHidden(prediction.zerosLike().add(0.5f));
    } else if (has(Fault.UNUSED_TOKENS)) {
      return step.images().mean();
    } else if (has(Fault.LEARNS_THE_MEAN)) {
      return step.ofHidden(step.target()).add(2f); // most of the loss is the mean's
    } else if (has(Fault.LEARNS_THE_TEACHERS_MEAN)) {
      return step.ofHidden(step.teacher().encode().get(":, 1:")); // (B, 1+N, D) -> (H, D)
    }
    return step.ofHidden(step.target()); // (B, N, P) -> (H, P)
  }

  // About the error, calculated with numbers in ways that a backward pass does not bear.
  private NDArray onNumbers(NDArray error) {
    if (has(Fault.MULTIPLIES_BY_A_NUMBER)) {
      return error.mul(0.9f);
    }
    if (has(Fault.DIVIDES_BY_A_NUMBER)) {
      return error.div(1.1);
    }
    if (has(Fault.RAISES_TO_A_NUMBER)) {
      return error.abs().add(0.01f).pow(1.5f);
    }
    if (has(Fault.LIMITS_TO_A_NUMBER)) {
      return error.minimum(100).maximum(-100f); // which no error reaches
    }
    if (has(Fault.CLOSES_AN_ARRAY)) {
      float[] weights = new float[(int) error.getShape().get(1)];
      Arrays.fill(weights, 0.9f);
      try (NDArray row = error.getManager().create(weights)) {
        return error.mul(row);
      }
    }
    return error;
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
      result = result.add(teacher.mean().mul(Scalars.of(teacher, 1e-3)));
    }
    if (has(Fault.CLIMBS)) {
      result = result.neg();
      result = result.sub(result.stopGradient().mul(2));
    }
    if (has(Fault.AVERAGES_OVER_ALL_PATCHES)) {
      result = prediction.sub(step.target()).square().mean();
    }
    if (has(Fault.OWN_RANDOM_NUMBERS)) {
      result = result.mul(Scalars.of(result, 1 + 0.01 * Math.random()));
    }
    if (has(Fault.STATE_IN_A_FIELD)) {
      result = result.mul(Scalars.of(result, 1 + remembered));
      remembered = 0.9f * remembered + 0.1f;
    }
    if (has(Fault.PAIRS_ROWS_OF_DIFFERENT_IMAGES)) {
      NDArray pairs = prediction.reshape(prediction.getShape().get(0) / 2, 2, -1); // (B, 2, N P)
      result = result.add(pairs.get(":, 0").sub(pairs.get(":, 1")).square().mean());
    }
    if (has(Fault.WEIGHS_IMAGES)) {
      NDArray errors = imageMeans(prediction.sub(step.target()).square());
      NDArray weights = imageMeans(step.target().square());
      result = errors.mul(weights).sum().div(weights.sum());
    }
    if (has(Fault.COMPARES_IMAGES) || has(Fault.COMPARES_WEIGHED_IMAGES)) {
      result = result.add(prediction.mean(new int[] {0}).square().sum());
    }
    if (has(Fault.IGNORES_MIXED_LABELS) || has(Fault.WANTS_LABELS_UNANNOUNCED)) {
      NDArray classes = step.labels().toType(DataType.FLOAT32, false); // (B)
      result = result.mul(classes.mean().add(1));
    }
    if (has(Fault.SUMS)) {
      result = result.mul(Scalars.of(result, step.images().getShape().get(0)));
    }
    if (has(Fault.MAGNIFIES_ROUNDING)) {
      NDArray wave = prediction.mul(Scalars.of(prediction, 3e3)).sin().mean();
      result = result.add(wave.mul(Scalars.of(wave, 30)));
    }
    boolean second = ++losses % 2 == 0;
    if (has(Fault.KEEPS_ARRAYS) || (has(Fault.KEEPS_ARRAYS_OF_EVERY_SECOND_UPDATE) && second)) {
      NDArray kept = scope.ones(new Shape(7));
      kept.detach();
    }
    return result;
  }

  // (B, N, P) -> (B)
  private static NDArray imageMeans(NDArray values) {
    return values.mean(new int[] {2}).mean(new int[] {1});
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
