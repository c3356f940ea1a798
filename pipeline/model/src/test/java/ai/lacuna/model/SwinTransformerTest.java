package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static ai.lacuna.files.Closeness.largest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.model.kernel.Autograd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SwinTransformerTest {

  private static final Streams STREAMS = new Streams(7);
  // Maps of 4 x 8 and 2 x 4 tokens: windows shift in both directions, in one, and not at all.
  private static final SwinConfig SMALL =
      new SwinConfig(List.of(16, 32), 4, 8, List.of(2, 2), List.of(2, 4), List.of(2), 2);

  private final NDManager manager = Engine.newCpuManager();

  @AfterEach
  void free() {
    manager.close();
  }

  private Network network(int channels, Precision precision) {
    return Network.create(
        SMALL,
        SMALL.shape(channels),
        TestNetworks.plan(EncodeMode.FULL, Map.of()),
        STREAMS,
        precision,
        manager);
  }

  private static NDArray images(NDManager scope, int images, int channels) {
    float[] values = new float[images * channels * 16 * 32];
    var random = STREAMS.of("images");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return scope.create(values, new Shape(images, channels, 16, 32));
  }

  private static List<PatchMask> masks(int images) {
    PatchMask mask = new MaskSpec.Random(0.5).draw(SMALL.grid(), STREAMS.of("mask"));
    return Collections.nCopies(images, mask);
  }

  // Any loss that reaches every output differently.
  private static NDArray loss(NDArray tokens) {
    return tokens.sub(0.3f).square().mul(tokens.cumSum(1)).mean();
  }

  @Test
  void droppedBranchesAreThoseOfTheirImage() {
    try (Network network = network(3, Precision.FLOAT32);
        NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      int branches = network.dropPath(0.5).draw(STREAMS.of("x")).length;
      assertThat(branches).isEqualTo(8);
      float[] all = new float[branches];
      Arrays.fill(all, 1);
      float[] none = new float[branches];
      NDArray images = images(scope, 2, 3);
      NDArray whole = network.step(scope, images, masks(2)).encode();
      Draws draws = new Draws(masks(2), List.of(all, none));
      NDArray mixed = network.step(scope, images, draws, new Moment(0, 1, 1)).encode();
      assertThat(mixed.get(0).toFloatArray()).isEqualTo(whole.get(0).toFloatArray());
      assertThat(mixed.get(1).toFloatArray()).isNotEqualTo(whole.get(1).toFloatArray());
      Autograd.backward(loss(mixed.get(new NDIndex("1:2"))));
      NDArray weight = network.trainable().get("encoder.layers.1.blocks.1.mlp.fc2.weight");
      assertThat(largest(weight.getGradient().toFloatArray())).isZero();
    }
  }

  @Test
  void rectanglesAndAnyNumberOfChannelsTrain() {
    for (int channels : new int[] {1, 5}) {
      try (Network network = network(channels, Precision.FLOAT32);
          NDManager scope = manager.newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        NDArray images = images(scope, 3, channels);
        NDArray tokens = network.step(scope, images, masks(3)).encode();
        assertThat(tokens.getShape()).isEqualTo(new Shape(3, 2 * 4, 16));
        Autograd.backward(loss(tokens));
        network
            .trainable()
            .forEach(
                (name, array) ->
                    assertThat(largest(array.getGradient().toFloatArray())).as(name).isPositive());
      }
    }
  }

  @Test
  void bfloat16StaysNearFloat32() {
    List<Map<String, float[]>> gradients = new ArrayList<>();
    List<float[]> tokens = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      try (Network network = network(3, precision);
          NDManager scope = manager.newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        NDArray encoded = network.step(scope, images(scope, 4, 3), masks(4)).encode();
        tokens.add(encoded.toFloatArray());
        network.backward(loss(encoded));
        Map<String, float[]> of = new LinkedHashMap<>();
        network.trainable().forEach((n, a) -> of.put(n, a.getGradient().toFloatArray()));
        gradients.add(of);
      }
    }
    assertThat(tokens.get(1)).isNotEqualTo(tokens.get(0));
    assertClose("tokens", tokens.get(1), tokens.get(0), 0.03, 0.02);
    double scale = gradients.get(0).values().stream().mapToDouble(g -> largest(g)).max().orElse(0);
    gradients
        .get(0)
        .forEach(
            (name, expected) ->
                assertClose(name, gradients.get(1).get(name), expected, 0.02 * scale, 0.02));
  }

  @Test
  void aStepLeavesNothingBehind() {
    try (Network network = network(3, Precision.FLOAT32)) {
      int before = managed();
      for (int i = 0; i < 3; i++) {
        try (NDManager scope = manager.newSubManager();
            Autograd.Scope recording = Autograd.recording()) {
          Autograd.backward(loss(network.step(scope, images(scope, 2, 3), masks(2)).encode()));
        }
        assertThat(managed()).isEqualTo(before);
      }
    }
  }

  // Every array of the manager and of what was made from it.
  private int managed() {
    return ((BaseNDManager) manager).getManagedArrays().size();
  }

  @Test
  void aTeachersBlocksAreRefusedAsTheyGiveTokensOfDifferentShapes() {
    TeacherSpec teacher =
        new TeacherSpec(
            new Schedule.Constant(1),
            TeacherSpec.When.AFTER_UPDATE,
            List.of(),
            TeacherSpec.Result.NETWORK);
    Plan plan =
        Plan.with(new TrainingDefaults(1, 2, 1, 0, 0, 0, 0.9, 0.9, 0))
            .teacher(teacher.withBlocks(1))
            .build();
    Problems problems = new Problems();
    SMALL.checkPlan(plan, problems);
    assertThat(problems.list())
        .singleElement()
        .asString()
        .startsWith("type: given swin, whose blocks give tokens of different shapes");
  }

  @Test
  void visiblePatchesAloneAreRefusedBeforeAnythingIsBuilt() {
    int before = managed();
    assertThatThrownBy(
            () ->
                Network.create(
                    SMALL,
                    SMALL.shape(3),
                    TestNetworks.plan(Map.of()),
                    STREAMS,
                    Precision.FLOAT32,
                    manager))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("backbone.type: given swin, whose windows need every patch")
        .hasMessageContaining("use type vit, or an objective that encodes all patches");
    assertThat(managed()).isEqualTo(before);
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    try (Network network = network(3, Precision.FLOAT32)) {
      NDArray wrong = manager.zeros(new Shape(2, 3, 32, 16));
      assertThatThrownBy(() -> network.step(manager, wrong, masks(2)).encode())
          .hasMessageContaining("3x16x32");
    }
  }

  @Test
  void aSideOfOneWindowIsNotShifted() {
    Windows windows = new Windows(new Grid(2, 4), 2);
    assertThat(windows.down()).isZero();
    assertThat(windows.right()).isEqualTo(1);
    // The second window holds columns 3 and 0: its left half is apart from its right half.
    assertThat(windows.mask())
        .containsExactly(
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, //
            0, -100, 0, -100, -100, 0, -100, 0, 0, -100, 0, -100, -100, 0, -100, 0);
  }
}
