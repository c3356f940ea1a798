package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.files.Closeness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several views of an image: two large crops with masks, three small ones without. */
class ViewsTest {

  private static final BackboneConfig BACKBONE =
      new VitConfig(List.of(16), 4, 32, 2, 4, 2, VitConfig.Position.LEARNED);
  private static final Moment START = new Moment(0, 1, 1);
  private static final Streams STREAMS = new Streams(3);
  private static final int IMAGES = 2;

  private final NDManager manager = Engine.newCpuManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static Plan.Builder plan() {
    return Plan.with(new TrainingDefaults(1, 2, 1, 0, 0, 0, 0.9, 0.9, 0))
        .view(
            ViewSpec.of("global", new Crop.Centre())
                .withCount(2)
                .withMask(new MaskSpec.Random(0.5)))
        .view(ViewSpec.of("local", new Crop.Centre()).withCount(3).withSide(8))
        .encode(EncodeMode.VISIBLE_ONLY)
        .target(Target.PIXELS)
        .teacher(
            new TeacherSpec(
                new Schedule.Constant(1),
                TeacherSpec.When.AFTER_UPDATE,
                List.of(),
                TeacherSpec.Result.NETWORK));
  }

  private Network network(Plan plan) {
    return Network.create(BACKBONE, BACKBONE.shape(3), plan, STREAMS, Precision.FLOAT32, manager);
  }

  private static NDArray crops(NDManager scope, int count, int side) {
    float[] values = new float[count * 3 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i * 0.37 + side);
    }
    return scope.create(values, new Shape(count, 3, side, side));
  }

  private static List<PatchMask> masks(MaskSpec spec, int count, int side) {
    List<PatchMask> masks = new ArrayList<>();
    for (int a = 0; a < count; a++) {
      masks.add(spec.draw(new Grid(side / 4, side / 4), STREAMS.at("mask", 0, a)));
    }
    return masks;
  }

  private static ViewInput input(NDManager scope, MaskSpec mask, int count, int side) {
    return new ViewInput(crops(scope, count, side), Draws.of(masks(mask, count, side)));
  }

  private static Step step(Network network, NDManager scope) {
    return network.step(
        scope,
        List.of(
            input(scope, new MaskSpec.Random(0.5), 2 * IMAGES, 16),
            input(scope, new MaskSpec.None(), 3 * IMAGES, 8)),
        Labels.NONE,
        START);
  }

  @Test
  void everyViewHasItsOwnShapes() {
    try (Network network = network(plan().build());
        NDManager scope = manager.newSubManager()) {
      Step step = step(network, scope);
      assertThat(step.view("global").encode().getShape()).isEqualTo(new Shape(4, 1 + 8, 32));
      assertThat(step.view("local").encode().getShape()).isEqualTo(new Shape(6, 1 + 4, 32));
      assertThat(step.view("local").target().getShape()).isEqualTo(new Shape(6, 4, 48));
      assertThat(step.view("local").hidden().sum().getFloat()).isZero();
      assertThat(step.view("global").hidden().sum().getFloat()).isEqualTo(4 * 8);
      assertThat(step.view("local").count()).isEqualTo(3);
      assertThat(step.encode().toFloatArray())
          .isEqualTo(step.view("global").encode().toFloatArray());
      assertThat(step.teacher().encode("global").getShape()).isEqualTo(new Shape(4, 17, 32));
      assertThat(step.teacher().encode("local").toFloatArray())
          .isEqualTo(step.view("local").encode().toFloatArray());
    }
  }

  @Test
  void cropsEncodedTogetherEqualCropsEncodedAlone() {
    try (Network network = network(plan().build());
        NDManager scope = manager.newSubManager()) {
      NDArray together = step(network, scope).view("local").encode();
      Plan alone = plan().build();
      NDArray images = crops(scope, 3 * IMAGES, 8);
      for (int a = 0; a < 3 * IMAGES; a++) {
        try (Network one = network(alone)) {
          ViewInput global = input(scope, new MaskSpec.Random(0.5), 2, 16);
          ViewInput local =
              new ViewInput(
                  images.get(a + ":" + (a + 1)), Draws.of(masks(new MaskSpec.None(), 1, 8)));
          NDArray encoded =
              one.step(scope, List.of(global, local), Labels.NONE, START).view("local").encode();
          Closeness.assertClose(
              "crop " + a,
              encoded.toFloatArray(),
              together.get(a + ":" + (a + 1)).toFloatArray(),
              1e-6,
              1e-5);
        }
      }
    }
  }

  @Test
  void masksOfSomeCropsOnlyHideNothingFromTheOthers() {
    MaskSpec sometimes = new MaskSpec.Sometimes(0.5, new MaskSpec.Random(0.5));
    Plan plan =
        Plan.with(new TrainingDefaults(1, 2, 1, 0, 0, 0, 0.9, 0.9, 0)).mask(sometimes).build();
    try (Network network = network(plan);
        NDManager scope = manager.newSubManager()) {
      Step step = network.step(scope, crops(scope, 40, 16), masks(sometimes, 40, 16));
      float[] hidden = step.hidden().sum(new int[] {1}).toFloatArray(); // (A, N) -> (A)
      assertThat(hidden).containsOnly(0, 8).contains(0, 8);
      assertThat(step.encode().getShape()).isEqualTo(new Shape(40, 17, 32));
    }
    assertThatThrownBy(() -> plan().mask(sometimes).build())
        .hasMessageContaining("'global' hides more patches of some crops than of others");
  }

  @Test
  void mistakesOfAnAuthorAreNamed() {
    try (Network network = network(plan().build());
        NDManager scope = manager.newSubManager()) {
      Step step = step(network, scope);
      assertThatThrownBy(() -> step.view("locl")).hasMessageContaining("did you mean 'local'?");
      assertThatThrownBy(step::labels).isInstanceOf(LacunaException.class);
    }
    ViewSpec image = ViewSpec.randomResizedCrop();
    assertThatThrownBy(() -> plan().view(image).view(image).build())
        .hasMessageContaining("two views are called 'image'");
    assertThatThrownBy(() -> plan().view(image.drawingAs("globl")).build())
        .hasMessageContaining("did you mean 'global'?");
  }

  @Test
  void sizesThatAnEncoderCannotTakeAreRefusedWhenItIsPlanned() {
    Problems vit = new Problems();
    BACKBONE.checkPlan(plan().view(ViewSpec.randomResizedCrop().withSide(10)).build(), vit);
    assertThat(vit.list().toString()).contains("a divisor of 10");
    Problems swin = new Problems();
    Plan full = plan().encode(EncodeMode.FULL).build();
    SwinConfig.defaults().checkPlan(full, swin);
    assertThat(swin.list().toString()).contains("'local' (8 pixels)");
  }
}
