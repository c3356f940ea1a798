package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static ai.lacuna.files.Closeness.largest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.VitConfig.Position;
import ai.lacuna.model.VitConfig.QkvBias;
import ai.lacuna.model.VitConfig.RelativePosition;
import ai.lacuna.model.kernel.Autograd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Recompute#BLOCKS} against {@link Recompute#NOTHING}. */
class RecomputeTest {

  private static final Streams STREAMS = new Streams(5);
  private static final int IMAGES = 3;

  private final NDManager manager = Engine.newCpuManager();

  @AfterEach
  void free() {
    manager.close();
  }

  /** A network, and what its loss is made of. */
  record Case(
      String name,
      VitConfig config,
      EncodeMode mode,
      Map<String, ModuleSpec> modules,
      double dropPath,
      BiFunction<NDManager, Step, NDArray> output) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static VitConfig vit(Position position, RelativePosition relative, double scale) {
    return new VitConfig(
        List.of(16, 24),
        4,
        16,
        3,
        2,
        4,
        position,
        scale,
        relative,
        relative == RelativePosition.NONE ? QkvBias.ALL : QkvBias.NO_KEYS,
        Initialisation.BEIT);
  }

  private static Case encoder(
      String name, RelativePosition relative, EncodeMode mode, double dropPath) {
    Position position = relative == RelativePosition.NONE ? Position.LEARNED : Position.NONE;
    VitConfig config = vit(position, relative, dropPath);
    return new Case(name, config, mode, Map.of(), dropPath, (scope, step) -> step.encode());
  }

  static Stream<Case> cases() {
    VitConfig plain = vit(Position.SINCOS, RelativePosition.NONE, 0);
    Map<String, ModuleSpec> decoder =
        Map.of("decoder", new ModuleSpec.MaskedDecoder(8, 3, 2, 4, 48));
    return Stream.of(
        encoder("plain", RelativePosition.NONE, EncodeMode.FULL, 0),
        encoder("drop path, layer scale", RelativePosition.NONE, EncodeMode.FULL, 0.3),
        encoder("shared table", RelativePosition.SHARED, EncodeMode.FULL, 0.3),
        encoder("table per block", RelativePosition.PER_BLOCK, EncodeMode.FULL, 0),
        encoder("mask tokens", RelativePosition.SHARED, EncodeMode.MASK_TOKENS, 0.3),
        encoder("visible patches", RelativePosition.NONE, EncodeMode.VISIBLE_ONLY, 0.3),
        new Case(
            "decoder, hidden patches",
            plain,
            EncodeMode.VISIBLE_ONLY,
            decoder,
            0,
            (scope, step) -> step.runHidden("decoder", step.encode())),
        new Case(
            "decoder, all patches",
            plain,
            EncodeMode.VISIBLE_ONLY,
            decoder,
            0,
            (scope, step) -> step.run("decoder", step.encode())),
        new Case(
            "transformer on tokens",
            plain,
            EncodeMode.FULL,
            Map.of("head", new ModuleSpec.Transformer(8, 2, 2, 4, 5)),
            0,
            (scope, step) -> step.run("head", step.encode())));
  }

  // Also used twice: tokens go into the decoder and into the loss.
  static Case branching() {
    return new Case(
        "tokens used twice",
        vit(Position.SINCOS, RelativePosition.NONE, 0),
        EncodeMode.VISIBLE_ONLY,
        Map.of("decoder", new ModuleSpec.MaskedDecoder(8, 3, 2, 4, 48)),
        0,
        (scope, step) -> {
          NDArray tokens = step.encode();
          return step.run("decoder", tokens).flatten().concat(tokens.flatten());
        });
  }

  private Network network(Case c, Precision precision, Recompute recompute) {
    Plan plan = TestNetworks.plan(c.mode(), c.modules());
    return Network.create(
        c.config(), c.config().shape(3), plan, STREAMS, precision, recompute, manager);
  }

  // The output and the gradient of every parameter, of the mean of the output's cubes.
  private Map<String, float[]> results(Case c, Precision precision, Recompute recompute) {
    try (Network network = network(c, precision, recompute)) {
      return results(c, network);
    }
  }

  private Map<String, float[]> results(Case c, Network network) {
    List<PatchMask> masks = new ArrayList<>();
    List<float[]> branches = new ArrayList<>();
    for (int b = 0; b < IMAGES; b++) {
      masks.add(new MaskSpec.Random(0.5).draw(c.config().grid(), STREAMS.at("mask", 0, b)));
      if (c.dropPath() > 0) {
        branches.add(network.dropPath(c.dropPath()).draw(STREAMS.at("drop-path", 0, b)));
      }
    }
    float[] pixels = new float[IMAGES * 3 * 16 * 24];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) STREAMS.at("image", 0, i).nextDouble();
    }
    Map<String, float[]> results = new LinkedHashMap<>();
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      scope.tempAttachAll(network.trainable().values().toArray(new NDArray[0]));
      NDArray images = scope.create(pixels, new Shape(IMAGES, 3, 16, 24));
      Step step = network.step(scope, images, new Draws(masks, branches), new Moment(0, 1, 1));
      NDArray output = c.output().apply(scope, step);
      results.put("output", output.toFloatArray());
      network.backward(output.pow(Scalars.of(output, 3)).mean());
    }
    network
        .trainable()
        .forEach(
            (name, parameter) -> {
              NDArray gradient = parameter.getGradient();
              results.put(name, gradient.toFloatArray());
              gradient.subi(gradient);
              gradient.close();
            });
    return results;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bitsAreEqualInFloat32(Case c) {
    Map<String, float[]> plain = results(c, Precision.FLOAT32, Recompute.NOTHING);
    Map<String, float[]> twice = results(c, Precision.FLOAT32, Recompute.BLOCKS);
    assertThat(twice).hasSameSizeAs(plain);
    plain.forEach(
        (name, expected) -> {
          assertThat(largest(expected)).as(name).isPositive();
          if (name.endsWith("rel_pos_bias.relative_position_bias_table")) {
            // Each block adds its own share, where one call adds the blocks' shares up first.
            assertClose(name, twice.get(name), expected, 1e-6 * largest(expected), 0);
          } else {
            assertThat(twice.get(name)).as(name).isEqualTo(expected);
          }
        });
  }

  @Test
  void whatIsUsedTwiceDiffersByRoundingAlone() {
    Map<String, float[]> plain = results(branching(), Precision.FLOAT32, Recompute.NOTHING);
    Map<String, float[]> twice = results(branching(), Precision.FLOAT32, Recompute.BLOCKS);
    double largest = plain.values().stream().mapToDouble(g -> largest(g)).max().orElseThrow();
    plain.forEach((name, g) -> assertClose(name, twice.get(name), g, 1e-5 * largest + 1e-7, 0));
  }

  @Test
  void bfloat16IsRecomputedAsWell() {
    Case c =
        cases().filter(one -> one.name().startsWith("decoder, hidden")).findFirst().orElseThrow();
    Map<String, float[]> plain = results(c, Precision.BFLOAT16, Recompute.NOTHING);
    Map<String, float[]> twice = results(c, Precision.BFLOAT16, Recompute.BLOCKS);
    plain.forEach((name, expected) -> assertThat(twice.get(name)).as(name).isEqualTo(expected));
  }

  @Test
  void aStepLeavesNothingBehind() {
    Case c = branching();
    try (Network network = network(c, Precision.FLOAT32, Recompute.BLOCKS)) {
      results(c, network);
      int before = arrays(manager);
      results(c, network);
      assertThat(arrays(manager)).isEqualTo(before);
    }
  }

  private static int arrays(NDManager manager) {
    return ((BaseNDManager) manager).getManagedArrays().size();
  }

  @Test
  void copiesRecomputeToo() {
    Case c = branching();
    try (Network network = network(c, Precision.FLOAT32, Recompute.BLOCKS);
        Network copy = network.replicate(manager)) {
      Map<String, float[]> own = results(c, network);
      results(c, copy).forEach((name, g) -> assertThat(g).as(name).isEqualTo(own.get(name)));
    }
  }

  @Test
  void aSwinTransformerRefuses() {
    SwinConfig swin =
        new SwinConfig(List.of(16), 2, 12, List.of(2, 2), List.of(2, 4), List.of(2), 4);
    Plan plan = TestNetworks.plan(EncodeMode.FULL, Map.of());
    assertThat(swin.recomputes()).isFalse();
    assertThatThrownBy(
            () ->
                Network.create(
                    swin,
                    swin.shape(3),
                    plan,
                    STREAMS,
                    Precision.FLOAT32,
                    Recompute.BLOCKS,
                    manager))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("swin");
  }
}
