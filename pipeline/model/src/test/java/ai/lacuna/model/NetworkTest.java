package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static ai.lacuna.files.Closeness.largest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.kernel.Autograd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTest {

  @TempDir Path folder;

  private static final Streams STREAMS = new Streams(7);
  private static final VitConfig SMALL =
      TestNetworks.backbone(List.of(16, 24), 4, 16, 2, 2); // 4 × 6 patches

  private final NDManager manager = Engine.newCpuManager();

  @AfterEach
  void free() {
    manager.close();
  }

  private static Map<String, ModuleSpec> decoder(int channels) {
    return Map.of("decoder", new ModuleSpec.MaskedDecoder(8, 1, 2, 2, 16 * channels));
  }

  private static List<PatchMask> masks(int images) {
    List<PatchMask> masks = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      masks.add(new MaskSpec.Random(0.75).draw(SMALL.grid(), STREAMS.at("mask", 0, i)));
    }
    return masks;
  }

  private NDArray images(NDManager scope, int images, int channels) {
    float[] values = new float[images * channels * 16 * 24];
    var random = STREAMS.of("images");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return scope.create(values, new Shape(images, channels, 16, 24));
  }

  private static NDArray loss(Step step) {
    NDArray error = step.run("decoder", step.encode()).sub(step.target()).square();
    return error.mean(new int[] {2}).mul(step.hidden()).sum().div(step.hidden().sum());
  }

  @Test
  void rectanglesAndAnyNumberOfChannelsTrain() {
    for (int channels : new int[] {1, 5}) {
      try (Network network =
              TestNetworks.create(manager, SMALL, channels, decoder(channels), STREAMS);
          NDManager scope = manager.newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        Step step = network.step(scope, images(scope, 3, channels), masks(3));
        assertThat(step.encode().getShape()).isEqualTo(new Shape(3, 1 + 6, 16));
        assertThat(step.target().getShape()).isEqualTo(new Shape(3, 24, 16 * channels));
        assertThat(step.hidden().sum().getFloat()).isEqualTo(3 * 18);
        Autograd.backward(loss(step));
        network
            .trainable()
            .forEach(
                (name, array) ->
                    assertThat(largest(array.getGradient().toFloatArray())).as(name).isPositive());
      }
    }
  }

  @Test
  void predictionsForHiddenPatchesAreThoseOfAllPatches() {
    try (Network network = TestNetworks.create(manager, SMALL, 3, decoder(3), STREAMS)) {
      List<float[]> results = new ArrayList<>();
      for (boolean all : new boolean[] {true, false}) {
        try (NDManager scope = manager.newSubManager();
            Autograd.Scope recording = Autograd.recording()) {
          Step step = network.step(scope, images(scope, 2, 3), masks(2));
          NDArray latent = step.encode();
          NDArray prediction =
              all
                  ? step.ofHidden(step.run("decoder", latent)) // (B, N, P) -> (H, P)
                  : step.runHidden("decoder", latent);
          assertThat(prediction.getShape()).isEqualTo(new Shape(2 * 18, 48));
          assertThat(step.hiddenTarget().toFloatArray())
              .isEqualTo(step.ofHidden(step.target()).toFloatArray());
          Autograd.backward(prediction.sub(step.hiddenTarget()).square().mean());
          results.add(prediction.toFloatArray());
          network
              .trainable()
              .values()
              .forEach(
                  array -> {
                    results.add(array.getGradient().toFloatArray());
                    array.getGradient().subi(array.getGradient());
                  });
        }
      }
      int each = results.size() / 2;
      for (int i = 0; i < each; i++) {
        assertThat(largest(results.get(i))).isPositive();
        assertClose("result " + i, results.get(each + i), results.get(i), 1e-6, 1e-5);
      }
    }
  }

  @Test
  void hiddenPixelsDoNotReachTheEncoding() {
    try (Network network = TestNetworks.create(manager, SMALL, 3, decoder(3), STREAMS)) {
      List<PatchMask> masks = masks(2);
      NDArray images = images(manager, 2, 3);
      float[] changed = images.toFloatArray();
      for (int b = 0; b < 2; b++) {
        boolean[] hidden = masks.get(b).hidden();
        for (int i = 0; i < 3 * 16 * 24; i++) {
          int row = i / 24 % 16;
          int column = i % 24;
          if (hidden[row / 4 * 6 + column / 4]) {
            changed[b * 3 * 16 * 24 + i] = Float.NaN;
          }
        }
      }
      NDArray others = manager.create(changed, images.getShape());
      assertThat(network.step(manager, others, masks).encode().toFloatArray())
          .isEqualTo(network.step(manager, images, masks).encode().toFloatArray());
    }
  }

  @Test
  void visibleTokensAreThoseOfTheWholeImageBeforeTheFirstBlock() {
    // Without blocks that mix tokens, what is visible must not depend on what is encoded beside it:
    // with every patch visible in raster order both modes are the same computation.
    try (Network network = TestNetworks.create(manager, SMALL, 3, decoder(3), STREAMS)) {
      List<PatchMask> all = List.of(new MaskSpec.None().draw(SMALL.grid(), STREAMS.of("mask")));
      NDArray images = images(manager, 1, 3);
      Backbone backbone =
          Backbones.create(
              manager,
              SMALL,
              SMALL.shape(3),
              network.weights().under("encoder."),
              Precision.FLOAT32,
              Recompute.NOTHING);
      assertClose(
          "tokens",
          network.step(manager, images, all).encode().toFloatArray(),
          backbone.encode(images).toFloatArray(),
          1e-6,
          0);
    }
  }

  @Test
  void bfloat16StaysNearFloat32() {
    Plan plan = TestNetworks.plan(decoder(3));
    List<Map<String, float[]>> gradients = new ArrayList<>();
    List<Float> losses = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      try (Network network =
              Network.create(SMALL, SMALL.shape(3), plan, STREAMS, precision, manager);
          NDManager scope = manager.newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        NDArray loss = loss(network.step(scope, images(scope, 4, 3), masks(4)));
        network.backward(loss);
        losses.add(loss.getFloat());
        Map<String, float[]> of = new LinkedHashMap<>();
        network.trainable().forEach((n, a) -> of.put(n, a.getGradient().toFloatArray()));
        gradients.add(of);
      }
    }
    assertThat(losses.get(1))
        .isNotEqualTo(losses.get(0))
        .isBetween(losses.get(0) * 0.99f, losses.get(0) * 1.01f);
    double scale = gradients.get(0).values().stream().mapToDouble(g -> largest(g)).max().orElse(0);
    gradients
        .get(0)
        .forEach(
            (name, expected) ->
                assertClose(name, gradients.get(1).get(name), expected, 0.02 * scale, 0.02));
  }

  @Test
  void gradientsOfMicroBatchesAddUp() {
    try (Network network = TestNetworks.create(manager, SMALL, 3, decoder(3), STREAMS);
        Autograd.Scope recording = Autograd.recording()) {
      NDArray bias = network.weights().get("decoder.pred.bias");
      try (NDManager scope = manager.newSubManager()) {
        Autograd.backward(loss(network.step(scope, images(scope, 2, 3), masks(2))));
      }
      float[] once = bias.getGradient().toFloatArray();
      try (NDManager scope = manager.newSubManager()) {
        Autograd.backward(loss(network.step(scope, images(scope, 2, 3), masks(2))));
      }
      float[] twice = bias.getGradient().toFloatArray();
      for (int i = 0; i < once.length; i++) {
        assertThat(twice[i]).isEqualTo(2 * once[i]);
      }
    }
  }

  @Test
  void customModulesTrainAndLeaveNothingBehind() {
    ModuleSpec head =
        new ModuleSpec.Custom(
            Map.of("scale", new ModuleSpec.Parameter(new Shape(16), new Init.Normal(1))),
            (w, inputs) -> w.apply("scale").mul(inputs[0]));
    try (Network network = TestNetworks.create(manager, SMALL, 3, Map.of("head", head), STREAMS)) {
      NDArray scale = network.weights().get("head.scale");
      int before = managed();
      for (int i = 0; i < 3; i++) {
        try (NDManager scope = manager.newSubManager();
            Autograd.Scope recording = Autograd.recording()) {
          Step step = network.step(scope, images(scope, 2, 3), masks(2));
          Autograd.backward(step.run("head", step.encode()).sum());
        }
      }
      assertThat(managed()).isEqualTo(before);
      assertThat(largest(scale.getGradient().toFloatArray())).isPositive();
    }
  }

  @Test
  void tokensAreHandedOnAsTheyCome() {
    Plan plan =
        Plan.with(new TrainingDefaults(1, 1, 1e-3, 0, 0, 0, 0.9, 0.95, 0))
            .target(Target.TOKENS)
            .build();
    try (Network network =
        Network.create(SMALL, SMALL.shape(3), plan, STREAMS, Precision.FLOAT32, manager)) {
      Draws draws = Draws.of(masks(2));
      Moment start = new Moment(0, 1, 1);
      NDArray tokens = manager.zeros(new Shape(2, SMALL.grid().size()), DataType.INT64);
      Step step =
          network.step(
              manager,
              List.of(new ViewInput(images(manager, 2, 3), draws)),
              Labels.NONE,
              Optional.of(tokens),
              start);
      assertThat(step.target()).isSameAs(tokens);
      long hidden = (long) step.hidden().sum().getFloat();
      assertThat(step.hiddenTarget().getShape().getShape()).containsExactly(hidden);
      Step without = network.step(manager, images(manager, 2, 3), draws, start);
      assertThatThrownBy(without::target)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the view has none");
    }
  }

  @Test
  void aStepLeavesNothingBehind() {
    try (Network network = TestNetworks.create(manager, SMALL, 3, decoder(3), STREAMS)) {
      int before = managed();
      for (int i = 0; i < 3; i++) {
        try (NDManager scope = manager.newSubManager();
            Autograd.Scope recording = Autograd.recording()) {
          Step step = network.step(scope, images(scope, 2, 3), masks(2));
          Autograd.backward(loss(step));
          step.toPixels(step.target());
          assertThat(((BaseNDManager) scope).getManagedArrays()).isNotEmpty();
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
  void initialValuesDependOnSeedAndNameAlone() {
    Network one = TestNetworks.create(manager, SMALL, 3, decoder(3), STREAMS);
    Network same = TestNetworks.create(manager, SMALL, 3, Map.of(), STREAMS);
    Network other = TestNetworks.create(manager, SMALL, 3, Map.of(), new Streams(8));
    String name = "encoder.blocks.1.mlp.fc2.weight";
    float[] values = one.weights().get(name).toFloatArray();
    assertThat(same.weights().get(name).toFloatArray()).isEqualTo(values);
    assertThat(other.weights().get(name).toFloatArray()).isNotEqualTo(values);
    assertThat(one.weights().get("encoder.blocks.0.mlp.fc2.weight").toFloatArray())
        .isNotEqualTo(values);
  }

  @Test
  void mistakesOfAnAuthorAreNamed() {
    try (Network network = TestNetworks.create(manager, SMALL, 3, decoder(3), STREAMS)) {
      Step step = network.step(manager, images(manager, 2, 3), masks(2));
      assertThatThrownBy(() -> step.run("decodr", step.encode()))
          .hasMessageContaining("did you mean 'decoder'?");
      NDArray wrong = manager.zeros(new Shape(2, 3, 24, 16));
      assertThatThrownBy(() -> network.step(manager, wrong, masks(2)).encode())
          .hasMessageContaining("3x16x24");
      List<PatchMask> uneven = new ArrayList<>(masks(1));
      uneven.add(new MaskSpec.Random(0.5).draw(SMALL.grid(), STREAMS.of("mask")));
      assertThatThrownBy(() -> network.step(manager, images(manager, 2, 3), uneven))
          .hasMessageContaining("only if all its masks show equally many");
    }
  }

  @Test
  void droppedBranchesLeaveTheStreamAloneAndTheirWeightsWithoutGradient() {
    try (Network network = TestNetworks.create(manager, SMALL, 3, decoder(3), STREAMS);
        NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      int branches = network.dropPath(0.5).draw(STREAMS.of("x")).length;
      float[] all = new float[branches];
      float[] none = new float[branches];
      Arrays.fill(all, 1);
      NDArray images = images(scope, 2, 3);
      Moment start = new Moment(0, 1, 1);
      NDArray kept =
          network.step(scope, images, new Draws(masks(2), List.of(all, all)), start).encode();
      assertThat(network.step(scope, images, masks(2)).encode().toFloatArray())
          .isEqualTo(kept.toFloatArray());
      NDArray mixed =
          network.step(scope, images, new Draws(masks(2), List.of(all, none)), start).encode();
      assertThat(mixed.get(0).toFloatArray()).isEqualTo(kept.get(0).toFloatArray());
      assertThat(mixed.get(1).toFloatArray()).isNotEqualTo(kept.get(1).toFloatArray());
      Step step = network.step(scope, images, new Draws(masks(2), List.of(none, none)), start);
      Autograd.backward(step.encode().square().sum());
      NDArray weight = network.trainable().get("encoder.blocks.1.mlp.fc2.weight");
      assertThat(largest(weight.getGradient().toFloatArray())).isZero();
    }
  }

  @Test
  void branchesAreDroppedAtTheirRate() {
    DropPath dropPath = new DropPath(0.4, 3);
    int images = 4000;
    double[] dropped = new double[6];
    double[] sums = new double[6];
    for (int b = 0; b < images; b++) {
      float[] factors = dropPath.draw(STREAMS.at("drop-path", 0, b));
      for (int k = 0; k < 6; k++) {
        dropped[k] += factors[k] == 0 ? 1.0 / images : 0;
        sums[k] += factors[k] / images;
      }
    }
    // Five standard errors of a share of 0.4 are 0.04.
    assertThat(dropped)
        .usingComparatorWithPrecision(0.04)
        .containsExactly(0, 0, 0.2, 0.2, 0.4, 0.4);
    assertThat(sums).usingComparatorWithPrecision(0.07).containsExactly(1, 1, 1, 1, 1, 1);
  }

  @Test
  void scalesOfBranchesAreTrainedAndKept() throws IOException {
    VitConfig scaled =
        new VitConfig(
            SMALL.image(),
            SMALL.patch(),
            SMALL.width(),
            SMALL.depth(),
            SMALL.heads(),
            SMALL.mlpRatio(),
            SMALL.position(),
            0.1);
    try (Network network = TestNetworks.create(manager, scaled, 3, decoder(3), STREAMS);
        NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      Autograd.backward(loss(network.step(scope, images(scope, 2, 3), masks(2))));
      NDArray scale = network.trainable().get("encoder.blocks.1.ls2.gamma");
      assertThat(scale.toFloatArray()).containsOnly(0.1f);
      assertThat(largest(scale.getGradient().toFloatArray())).isPositive();
      Preprocessing plain =
          new Preprocessing(scaled.shape(3), new float[] {0, 0, 0}, new float[] {1, 1, 1});
      network.saveEncoder(folder, plain);
      try (Encoder encoder = Encoder.open(folder, manager)) {
        assertThat(encoder.config()).isEqualTo(scaled);
        assertThat(encoder.weights().asMap()).containsKey("blocks.1.ls2.gamma");
      }
    }
  }
}
