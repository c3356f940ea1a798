package ai.lacuna.objective.mae;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.Recompute;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.kernel.Autograd;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One step against the official implementation: masks, tokens, prediction, loss, gradients. */
class MaeGoldenTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("mae", "norm_pix");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void masks(GoldenCase golden) {
    int patches = (int) golden.shape("input.noise")[1];
    List<PatchMask> masks = drawn(golden);
    long[] shuffle = golden.longs("mid.ids_shuffle");
    long[] restore = golden.longs("mid.ids_restore");
    float[] hidden = golden.floats("mid.mask");
    for (int b = 0; b < masks.size(); b++) {
      PatchMask mask = masks.get(b);
      assertThat(mask.visible()).isEqualTo((int) golden.shape("mid.ids_keep")[1]);
      for (int i = 0; i < patches; i++) {
        assertThat(mask.order()[i]).isEqualTo((int) shuffle[b * patches + i]);
        assertThat(mask.restore()[i]).isEqualTo((int) restore[b * patches + i]);
        assertThat(mask.hidden()[i]).isEqualTo(hidden[b * patches + i] == 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void step(GoldenCase golden) {
    for (Recompute recompute : Recompute.values()) {
      step(golden, recompute);
    }
  }

  private static void step(GoldenCase golden, Recompute recompute) {
    JsonNode c = golden.config();
    BackboneConfig backbone = backbone(c);
    MaeObjective objective = new MaeObjective(config(c));
    Plan plan = objective.plan(backbone.context(c.path("in_chans").asInt()));
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                backbone,
                backbone.shape(c.path("in_chans").asInt()),
                plan,
                new Streams(0),
                Precision.FLOAT32,
                recompute,
                manager);
        Autograd.Scope recording = Autograd.recording()) {
      network.weights().set(parameters(golden));
      NDArray images =
          manager.create(golden.floats("input.imgs"), new Shape(golden.shape("input.imgs")));
      Step step = network.step(manager, images, drawn(golden));

      compare(golden, "encoder_output", step.encode());
      compare(golden, "pred", step.run("decoder", step.encode()));
      compare(golden, "mask", step.hidden());
      String target =
          config(c).target() == MaeConfig.PixelTarget.PIXELS
              ? "target_pixels"
              : "target_normalised";
      compare(golden, target, step.target());

      Losses losses = objective.loss(step);
      assertClose("loss", losses.total().toFloatArray(), golden.floats("out.loss"), 0, 2e-6);
      Autograd.backward(losses.total());
      assertGradients(golden, network);
    }
  }

  private static void assertGradients(GoldenCase golden, Network network) {
    List<String> names = golden.names("grad.");
    double largest =
        names.stream()
            .mapToDouble(name -> Closeness.largest(golden.floats("grad." + name)))
            .max()
            .orElseThrow();
    assertThat(network.trainable()).hasSameSizeAs(names);
    for (String name : names) {
      float[] actual = network.weights().get(ours(name)).getGradient().toFloatArray();
      assertClose(name, actual, golden.floats("grad." + name), 1e-5 * largest + 1e-7, 0);
    }
  }

  private static void compare(GoldenCase golden, String stage, NDArray actual) {
    assertClose(stage, actual.toFloatArray(), golden.floats("mid." + stage), 1e-5, 1e-5);
  }

  static BackboneConfig backbone(JsonNode c) {
    return new VitConfig(
        List.of(c.path("img_size").asInt()),
        c.path("patch_size").asInt(),
        c.path("embed_dim").asInt(),
        c.path("depth").asInt(),
        c.path("num_heads").asInt(),
        c.path("mlp_ratio").asDouble(),
        VitConfig.Position.SINCOS);
  }

  static MaeConfig config(JsonNode c) {
    return new MaeConfig(
        c.path("mask_ratio").asDouble(),
        c.path("decoder_embed_dim").asInt(),
        c.path("decoder_depth").asInt(),
        c.path("decoder_num_heads").asInt(),
        c.path("mlp_ratio").asDouble(),
        c.path("norm_pix_loss").asBoolean()
            ? MaeConfig.PixelTarget.NORMALISED_PIXELS
            : MaeConfig.PixelTarget.PIXELS,
        MaeConfig.MaskSampling.RANDOM);
  }

  private static List<PatchMask> drawn(GoldenCase golden) {
    MaskSpec.Random spec = new MaskSpec.Random(golden.config().path("mask_ratio").asDouble());
    float[] noise = golden.floats("input.noise");
    int patches = (int) golden.shape("input.noise")[1];
    List<PatchMask> masks = new ArrayList<>();
    for (int from = 0; from < noise.length; from += patches) {
      double[] row = new double[patches];
      for (int i = 0; i < patches; i++) {
        row[i] = noise[from + i];
      }
      masks.add(spec.fromNoise(row));
    }
    return masks;
  }

  static List<Tensor> parameters(GoldenCase golden) {
    return golden.names("param.").stream()
        .filter(name -> !name.endsWith("pos_embed")) // fixed tables, not parameters
        .map(
            name ->
                Tensor.of(
                    ours(name), golden.shape("param." + name), golden.floats("param." + name)))
        .toList();
  }

  static String ours(String name) {
    if (name.equals("mask_token")) {
      return "decoder.mask_token";
    }
    return name.startsWith("decoder_")
        ? "decoder." + name.substring("decoder_".length())
        : "encoder." + name;
  }
}
