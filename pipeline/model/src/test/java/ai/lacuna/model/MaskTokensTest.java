package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static ai.lacuna.files.Closeness.largest;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.model.VitConfig.Position;
import ai.lacuna.model.VitConfig.QkvBias;
import ai.lacuna.model.VitConfig.RelativePosition;
import ai.lacuna.model.kernel.Autograd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens in the place of hidden patches, and what encoders that meet them need. */
class MaskTokensTest {

  private static final Streams STREAMS = new Streams(3);

  @TempDir Path folder;

  private static VitConfig vit(Position position, RelativePosition relative, double scale) {
    return new VitConfig(
        List.of(16, 24),
        4,
        16,
        2,
        2,
        4,
        position,
        scale,
        relative,
        QkvBias.NO_KEYS,
        Initialisation.BEIT);
  }

  static Stream<BackboneConfig> encoders() {
    return Stream.of(
        vit(Position.NONE, RelativePosition.SHARED, 0.1),
        vit(Position.SINCOS, RelativePosition.PER_BLOCK, 0.1),
        vit(Position.LEARNED, RelativePosition.NONE, 0),
        new SwinConfig(List.of(16, 24), 2, 12, List.of(2, 2), List.of(2, 4), List.of(2), 4));
  }

  private static Network network(BackboneConfig config, Precision precision, NDManager manager) {
    return Network.create(
        config,
        config.shape(3),
        TestNetworks.plan(EncodeMode.MASK_TOKENS, Map.of()),
        STREAMS,
        precision,
        manager);
  }

  private static List<PatchMask> masks(BackboneConfig config) {
    MaskSpec spec = new MaskSpec.Squares(0.5, 2);
    return List.of(
        spec.draw(config.grid(), STREAMS.at("mask", 0, 0)),
        spec.draw(config.grid(), STREAMS.at("mask", 0, 1)));
  }

  private static PatchMask inverse(PatchMask mask) {
    boolean[] hidden = mask.hidden();
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = !hidden[i];
    }
    return PatchMask.of(hidden);
  }

  // Images of noise; hidden patches have another noise if `seed` differs.
  private static NDArray images(
      NDManager scope, BackboneConfig config, List<PatchMask> masks, int seed) {
    float[] values = new float[2 * 3 * 16 * 24];
    for (int i = 0; i < values.length; i++) {
      int row = i / 24 % 16 / config.patch();
      int column = i % 24 / config.patch();
      boolean hidden =
          masks.get(i / (3 * 16 * 24)).hidden()[row * config.grid().columns() + column];
      values[i] = (float) STREAMS.at("image" + (hidden ? seed : 0), 0, i).nextDouble();
    }
    return scope.create(values, new Shape(2, 3, 16, 24));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void hiddenPixelsAreNotSeen(BackboneConfig config) {
    for (Precision precision : Precision.values()) {
      try (NDManager manager = Engine.newCpuManager();
          Network network = network(config, precision, manager);
          Autograd.Scope paused = Autograd.paused()) {
        List<PatchMask> masks = masks(config);
        List<PatchMask> other = List.of(inverse(masks.get(0)), inverse(masks.get(1)));
        NDArray images = images(manager, config, masks, 1);
        float[] one = network.step(manager, images, masks).encode().toFloatArray();
        float[] two =
            network.step(manager, images(manager, config, masks, 2), masks).encode().toFloatArray();
        float[] three = network.step(manager, images, other).encode().toFloatArray();
        assertThat(two).isEqualTo(one);
        assertThat(three).isNotEqualTo(one);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void everyParameterLearnsAndTheEncoderIsKeptWithoutTheToken(BackboneConfig config)
      throws IOException {
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(config, Precision.FLOAT32, manager)) {
      List<PatchMask> masks = masks(config);
      NDArray images = images(manager, config, masks, 1);
      try (Autograd.Scope recording = Autograd.recording()) {
        NDArray tokens = network.step(manager, images, masks).encode();
        Autograd.backward(tokens.pow(Scalars.of(tokens, 3)).mean());
      }
      network
          .trainable()
          .forEach(
              (name, parameter) -> {
                float[] gradient = parameter.getGradient().toFloatArray();
                assertThat(largest(gradient)).as(name).isPositive();
              });
      assertThat(network.trainable()).containsKey("mask_token");
      float[] ones = {1, 1, 1};
      network.saveEncoder(folder, new Preprocessing(config.shape(3), new float[3], ones));
      try (Encoder encoder = Encoder.open(folder, manager);
          Autograd.Scope paused = Autograd.paused()) {
        assertThat(encoder.config()).isEqualTo(config);
        assertThat(encoder.weights().asMap()).doesNotContainKey("mask_token");
        List<PatchMask> nothing =
            List.of(
                new MaskSpec.None().draw(config.grid(), STREAMS.of("mask")),
                new MaskSpec.None().draw(config.grid(), STREAMS.of("mask")));
        float[] whole = network.step(manager, images, nothing).encode().toFloatArray();
        assertClose("features", encoder.features(images).toFloatArray(), whole, 1e-6, 1e-6);
      }
    }
  }

  @Test
  void relativePositionsNeedTheWholeGrid() {
    Problems problems = new Problems();
    vit(Position.NONE, RelativePosition.PER_BLOCK, 0)
        .checkPlan(TestNetworks.plan(EncodeMode.VISIBLE_ONLY, Map.of()), problems);
    vit(Position.NONE, RelativePosition.NONE, 0).check(problems);
    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "relativePosition: given per-block, expected none, as the objective encodes visible"
                + " patches only.",
            "position: given none, expected sincos or learned, as there are no relative positions"
                + " either.");
  }
}
