package ai.lacuna.objective.aim;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Bias;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Positions;
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
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.Optimizer;
import ai.lacuna.training.optimizer.ParameterGroup;
import ai.lacuna.training.optimizer.UpdateRule;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One step against the official trunk, and head and loss of the paper: tokens, predictions, loss,
 * gradients, update.
 */
class AimGoldenTest {

  private static final int CHANNELS = 3;

  static Stream<GoldenCase> cases() {
    return Golden.cases("aim", "prefix_causal");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void step(GoldenCase golden) {
    AimObjective objective = new AimObjective(config(golden.config()));
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(golden, objective, manager);
        Autograd.Scope recording = Autograd.recording()) {
      NDArray images =
          manager.create(golden.floats("input.images"), new Shape(golden.shape("input.images")));
      Step step = network.step(manager, images, prefixes(golden));

      NDArray tokens = step.encode();
      compare(golden, "trunk_output", tokens);
      compare(golden, "pred", step.run("head", tokens));
      compare(golden, "target", step.target());
      long[] hidden = golden.longs("input.mask");
      float[] ours = step.hidden().toFloatArray();
      for (int i = 0; i < hidden.length; i++) {
        assertThat(ours[i]).isEqualTo((float) hidden[i]);
      }
      NDArray loss = objective.loss(step).total();
      assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 2e-6);
      Autograd.backward(loss);
      assertGradients(golden, network);
    }
  }

  // Each prediction is for the next patch, and counts where that is behind the prefix.
  @ParameterizedTest
  @MethodSource("cases")
  void everyPredictionIsComparedWithTheNextPatch(GoldenCase golden) {
    AimObjective objective = new AimObjective(config(golden.config()));
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(golden, objective, manager);
        Autograd.Scope paused = Autograd.paused()) {
      NDArray images =
          manager.create(golden.floats("input.images"), new Shape(golden.shape("input.images")));
      float[] weights = golden.floats("mid.loss_weight"); // (B, N-1)
      float[] errors = golden.floats("mid.per_patch_loss"); // (B, N-1)
      List<PatchMask> prefixes = prefixes(golden);
      for (int b = 0; b < prefixes.size(); b++) {
        PatchMask prefix = prefixes.get(b);
        int predicted = prefix.size() - 1;
        double sum = 0;
        int counted = 0;
        for (int i = b * predicted; i < (b + 1) * predicted; i++) {
          sum += weights[i] * errors[i];
          counted += Math.round(weights[i]);
        }
        assertThat(counted).isEqualTo(prefix.size() - prefix.visible());
        Step one = network.step(manager, images.get(b + ":" + (b + 1)), List.of(prefix));
        float[] loss = objective.loss(one).total().toFloatArray();
        assertClose("image " + b, loss, new float[] {(float) (sum / counted)}, 0, 1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anUpdateFromRecordedGradients(GoldenCase golden) {
    AimObjective objective = new AimObjective(config(golden.config()));
    JsonNode groups = golden.description().path("optimizer").path("groups");
    JsonNode decayed = groups.path(1);
    double lr = decayed.path("lr").asDouble();
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(golden, objective, manager)) {
      Gradients gradients = new Gradients(manager, network.trainable());
      for (String name : golden.names("grad.")) {
        gradients.of(ours(name)).set(FloatBuffer.wrap(golden.floats("grad." + name)));
      }
      List<ParameterGroup> ours = ParameterGroup.of(network.trainable());
      assertThat(ours).hasSize(2);
      assertThat(ours.get(0).parameters()).containsOnlyKeys(names(groups.path(0)));
      assertThat(ours.get(1).parameters()).containsOnlyKeys(names(decayed));

      UpdateRule rule =
          new UpdateRule.AdamW(
              decayed.path("betas").path(0).asDouble(),
              decayed.path("betas").path(1).asDouble(),
              decayed.path("eps").asDouble(),
              decayed.path("weight_decay").asDouble());
      new Optimizer(manager, rule, ours, gradients).update(lr);
      for (String name : golden.names("grad.")) {
        float[] actual = network.weights().get(ours(name)).toFloatArray();
        float[] expected = golden.floats("after." + name);
        float[] gradient = golden.floats("grad." + name);
        for (int i = 0; i < actual.length; i++) {
          // Where the gradient is all but zero, rounding decides the sign of the step.
          double allowed = Math.abs(gradient[i]) > 1e-5 ? 1e-6 : 2.2 * lr;
          assertThat((double) Math.abs(actual[i] - expected[i]))
              .as("%s[%d]", name, i)
              .isLessThanOrEqualTo(allowed);
        }
      }
    }
  }

  private static String[] names(JsonNode group) {
    TreeSet<String> names = new TreeSet<>();
    group.path("params").forEach(name -> names.add(ours(name.asText())));
    return names.toArray(String[]::new);
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

  private static Network network(GoldenCase golden, AimObjective objective, NDManager manager) {
    JsonNode c = golden.config();
    BackboneConfig backbone =
        VitConfig.likeAim(
            List.of(c.path("img_size").asInt()),
            c.path("patch_size").asInt(),
            c.path("embed_dim").asInt(),
            c.path("depth").asInt(),
            c.path("num_heads").asInt(),
            c.path("mlp_ratio").asDouble());
    Plan plan = objective.plan(backbone.context(CHANNELS));
    Network network =
        Network.create(
            backbone, backbone.shape(CHANNELS), plan, new Streams(0), Precision.FLOAT32, manager);
    network
        .weights()
        .set(
            golden.names("param.").stream()
                .map(
                    name ->
                        Tensor.of(
                            ours(name),
                            golden.shape("param." + name),
                            golden.floats("param." + name)))
                .toList());
    return network;
  }

  // The recorded head has biases and no positions of its own.
  private static AimConfig config(JsonNode c) {
    return new AimConfig(
        AimConfig.Attention.PREFIX,
        c.path("head_width").asInt(),
        c.path("head_blocks").asInt(),
        c.path("head_mlp_ratio").asDouble(),
        Positions.NONE,
        Bias.ALL,
        c.path("norm_pix").asBoolean()
            ? AimConfig.PixelTarget.NORMALISED_PIXELS
            : AimConfig.PixelTarget.PIXELS);
  }

  private static List<PatchMask> prefixes(GoldenCase golden) {
    int patches = (int) golden.shape("input.mask")[1];
    List<PatchMask> prefixes = new ArrayList<>();
    for (long length : golden.longs("input.prefix_len")) {
      prefixes.add(new PatchMask(IntStream.range(0, patches).toArray(), Math.toIntExact(length)));
    }
    return prefixes;
  }

  private static String ours(String name) {
    return name.replace("preprocessor.patchifier.", "encoder.patch_embed.")
        .replace("trunk.post_trunk_norm.", "encoder.norm.")
        .replace("trunk.", "encoder.")
        .replace("norm_1", "norm1")
        .replace("norm_2", "norm2")
        .replace("head.proj.", "head.embed.")
        .replace("head.out.", "head.pred.")
        .replaceFirst("head\\.norms\\.(\\d+)\\.", "head.blocks.$1.norm.")
        .replaceFirst("head\\.mlps\\.(\\d+)\\.", "head.blocks.$1.");
  }
}
