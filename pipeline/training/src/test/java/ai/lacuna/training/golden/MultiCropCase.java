package ai.lacuna.training.golden;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Objective;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Draws;
import ai.lacuna.model.ViewInput;
import ai.lacuna.model.VitConfig;
import ai.lacuna.training.optimizer.Optimizer;
import ai.lacuna.training.optimizer.ParameterGroup;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** How fixtures of self-distillation describe its crops and its temperatures. */
public final class MultiCropCase {

  private static final int LARGE = 2;

  private MultiCropCase() {}

  /** The recorded network of self-distillation, and its teacher. */
  public static OfficialStep official(GoldenCase golden, OfficialCode code, Objective objective) {
    BackboneConfig backbone = VitSizes.of(golden.config()).with(VitConfig.Position.LEARNED);
    OfficialStep official =
        OfficialStep.of(golden, code, backbone, objective.plan(backbone.context(3)));
    official.setTeacher("teacher.param.", UnaryOperator.identity());
    return official;
  }

  /** Where the run is: at the beginning of the recorded epoch. */
  public static Moment moment(JsonNode c) {
    long updates = OfficialStep.UPDATES_PER_EPOCH;
    return new Moment(c.path("epoch").asLong() * updates, updates, 100);
  }

  /**
   * The views: two large crops of each image, then the small ones, if there are any. Where masks
   * are recorded, they are the large crops'.
   */
  public static List<ViewInput> views(GoldenCase golden, NDManager scope) {
    int small = golden.config().path("local_crops").asInt();
    List<ViewInput> views = new ArrayList<>(List.of(view(golden, 0, LARGE, scope)));
    if (small > 0) {
      views.add(view(golden, LARGE, LARGE + small, scope));
    }
    return views;
  }

  private static ViewInput view(GoldenCase golden, int from, int to, NDManager scope) {
    String[] names =
        IntStream.range(from, to).mapToObj(k -> "input.image." + k).toArray(String[]::new);
    NDArray crops = golden.array(scope, names); // (A, C, height, width)
    int side = (int) crops.getShape().get(2) / golden.config().path("patch_size").asInt();
    PatchMask all = PatchMask.of(new boolean[side * side]);
    List<PatchMask> masks = new ArrayList<>();
    for (int k = from; k < to; k++) {
      boolean masked = golden.has("input.mask." + k);
      int images = (int) golden.shape("input.image." + k)[0]; // B
      masks.addAll(masked ? golden.masks("input.mask." + k) : Collections.nCopies(images, all));
    }
    return new ViewInput(crops, Draws.of(masks));
  }

  /**
   * Fails unless gradients, the update from them and the teacher after it are as recorded.
   *
   * @param freezes the plan's, for the first epochs
   */
  public static void assertOwnUpdate(
      GoldenCase golden, OfficialStep official, Objective objective, List<Freeze> freezes) {
    JsonNode c = golden.config();
    Optimizer optimizer = official.optimizer(groups(golden, official, freezes));
    official.assertGradients();
    clip(golden, official);
    optimizer.update(official.rate());
    official.network().afterUpdate(objective, moment(c));
    official.assertUpdated(OfficialStep.From.OWN_GRADIENTS);
    assertWaiting(golden, official);
    official.assertTeacher(1 - c.path("momentum_teacher").asDouble());
  }

  /**
   * Fails unless the recorded gradients make the recorded update, clipped one by one before it:
   * AdamW's first update hardly depends on how long they are, so that they are compared, too.
   */
  public static void assertRecordedUpdate(
      GoldenCase golden, OfficialStep official, List<Freeze> freezes) {
    official.assertRecordedUpdate(
        groups(golden, official, freezes),
        gradients -> {
          clip(golden, official);
          official.assertClippedEach(bound(golden));
        });
    assertWaiting(golden, official);
  }

  private static List<ParameterGroup> groups(
      GoldenCase golden, OfficialStep official, List<Freeze> freezes) {
    return official.groups(waits(golden) ? freezes : List.of());
  }

  private static void clip(GoldenCase golden, OfficialStep official) {
    official.clip(bound(golden));
  }

  // A case without a bound has gradients of any length.
  private static double bound(GoldenCase golden) {
    double bound = golden.config().path("clip_grad").asDouble();
    return bound == 0 ? Double.POSITIVE_INFINITY : bound;
  }

  private static void assertWaiting(GoldenCase golden, OfficialStep official) {
    if (waits(golden)) {
      official.assertUnmoved(name -> name.contains("last_layer"));
    }
  }

  private static boolean waits(GoldenCase golden) {
    JsonNode c = golden.config();
    return c.path("epoch").asInt() < c.path("freeze_last_layer").asInt();
  }

  /**
   * How the teacher's temperature rises in a case: step by step as in its table, which has one for
   * each epoch, or not at all.
   */
  public static Schedule.EpochSteps temperatures(JsonNode c) {
    if (!c.has("teacher_temp_schedule")) {
      double always = c.path("teacher_temp").asDouble();
      return new Schedule.EpochSteps(always, always, 0);
    }
    JsonNode table = c.path("teacher_temp_schedule");
    double last = table.path(table.size() - 1).asDouble();
    int warmup = 1;
    while (table.path(warmup - 1).asDouble() < last) {
      warmup++;
    }
    return new Schedule.EpochSteps(table.path(0).asDouble(), last, warmup);
  }

  /**
   * Fails unless a schedule's temperatures are those of a table.
   *
   * @param table one temperature for each epoch
   * @param late epochs in which the table waits before it begins like the schedule
   */
  public static void assertTemperatures(Schedule schedule, JsonNode table, int late) {
    assertThat(table).isNotEmpty();
    for (int epoch = 0; epoch < table.size(); epoch++) {
      Moment moment = new Moment(Math.max(0, epoch - late), 1, table.size());
      assertThat((float) schedule.at(moment))
          .as("epoch " + epoch)
          .isEqualTo((float) table.path(epoch).asDouble());
    }
  }

  /** The side of the small crops over that of the image; another one where none is recorded. */
  public static double localSide(JsonNode c, double otherwise) {
    return c.has("local_size")
        ? c.path("local_size").asDouble() / c.path("img_size").asDouble()
        : otherwise;
  }
}
