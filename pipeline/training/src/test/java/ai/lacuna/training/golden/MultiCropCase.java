package ai.lacuna.training.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.Draws;
import ai.lacuna.model.ViewInput;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** How fixtures of self-distillation describe its crops and its temperatures. */
public final class MultiCropCase {

  private static final int LARGE = 2;

  private MultiCropCase() {}

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

  /** The teacher's temperatures, as a table records one for each epoch. */
  public static Schedule temperatures(JsonNode table) {
    double last = table.path(table.size() - 1).asDouble();
    int warmup = 1;
    while (table.path(warmup - 1).asDouble() < last) {
      warmup++;
    }
    return new Schedule.EpochSteps(table.path(0).asDouble(), last, warmup);
  }
}
