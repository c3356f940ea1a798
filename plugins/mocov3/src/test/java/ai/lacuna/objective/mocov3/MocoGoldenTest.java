package ai.lacuna.objective.mocov3;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.InitialValues;
import ai.lacuna.files.Json;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Draws;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Initialisation;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.LayerDecay;
import ai.lacuna.training.optimizer.Optimizer;
import ai.lacuna.training.optimizer.ParameterGroup;
import ai.lacuna.training.optimizer.ParameterRules;
import ai.lacuna.training.optimizer.UpdateRule;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loss, first values, and whole updates with the momentum encoder: the official code. */
class MocoGoldenTest {

  private static final NDIndex EVERYTHING = new NDIndex("...");
  private static final Moment START = new Moment(0, 1, 1);

  static Stream<GoldenCase> losses() {
    return Golden.cases("mocov3", "contrastive");
  }

  static Stream<GoldenCase> steps() {
    return Golden.cases("mocov3", "full_step");
  }

  static Stream<GoldenCase> starts() {
    return Golden.cases("init", "mocov3");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void contrastiveLoss(GoldenCase golden) {
    try (NDManager manager = Engine.newCpuManager();
        Autograd.Scope recording = Autograd.recording()) {
      NDArray queries = array(golden, "input.q", manager);
      queries.setRequiresGradient(true);
      NDArray keys = array(golden, "input.k", manager);
      NDArray loss = MocoObjective.contrast(queries, keys, golden.config().path("T").asDouble());
      assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 1e-5);
      Autograd.backward(loss);
      float[] gradient = queries.getGradient().toFloatArray();
      assertClose("gradient", gradient, golden.floats("grad.q"), 1e-7, 1e-4);
    }
  }

  // One update with our own gradients. The fixture allows more than others: batch norms over six
  // images amplify rounding.
  @ParameterizedTest
  @MethodSource("steps")
  void step(GoldenCase golden) {
    JsonNode c = golden.config();
    MocoObjective objective = new MocoObjective(config(c));
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(golden, objective, manager)) {
      Gradients gradients = new Gradients(manager, network.trainable());
      network.beforeLoss(START);
      for (String name : golden.names("momentum_after.")) {
        if (!name.equals("pos_embed")) {
          NDArray moved = network.buffers().get("teacher." + ours("base_encoder." + name));
          float[] expected = golden.floats("momentum_after." + name);
          assertClose(name, moved.toFloatArray(), expected, 1e-6, 0);
        }
      }
      try (NDManager scope = manager.newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        Step step = network.step(scope, images(golden, scope), draws(golden), START);
        NDArray tokens = step.encode().get(":, 0");
        NDArray seen = step.teacher().encode().get(":, 0");
        for (int crop = 0; crop < 2; crop++) {
          NDArray query = MocoObjective.query(step, tokens, crop);
          NDArray key = MocoObjective.key(step, seen, crop);
          compare(golden, "q" + (crop + 1), query);
          compare(golden, "k" + (crop + 1), key);
        }
        NDArray loss = objective.loss(step).total();
        assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 1e-5);
        Autograd.backward(loss);
      }
      List<String> names = golden.names("grad.");
      double largest =
          names.stream()
              .mapToDouble(name -> Closeness.largest(golden.floats("grad." + name)))
              .max()
              .orElseThrow();
      assertThat(network.trainable().keySet())
          .containsExactlyInAnyOrderElementsOf(names.stream().map(MocoGoldenTest::ours).toList());
      for (String name : names) {
        float[] actual = gradients.of(ours(name)).toFloatArray();
        assertClose(name, actual, golden.floats("grad." + name), 1e-4 * largest, 0);
      }
      optimizer(golden, network, gradients, manager).update(rate(golden));
      network.afterUpdate(objective, START);
      assertUpdated(golden, network, 1e-3 * largest, 2e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("steps")
  void anUpdateFromRecordedGradients(GoldenCase golden) {
    MocoObjective objective = new MocoObjective(config(golden.config()));
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(golden, objective, manager)) {
      Gradients gradients = new Gradients(manager, network.trainable());
      for (String name : golden.names("grad.")) {
        gradients.of(ours(name)).set(FloatBuffer.wrap(golden.floats("grad." + name)));
      }
      optimizer(golden, network, gradients, manager).update(rate(golden));
      assertUpdated(golden, network, 1e-5, 1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("starts")
  void firstValues(GoldenCase golden) throws IOException {
    JsonNode c = golden.config();
    MocoConfig d = MocoConfig.defaults();
    MocoConfig config =
        new MocoConfig(
            d.temperature(),
            d.momentum(),
            c.path("mlp_dim").asInt(),
            c.path("dim").asInt(),
            d.patchProjection(),
            d.minCropArea());
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(backbone(c, 4), new MocoObjective(config), manager)) {
      JsonNode expected = Json.read(golden.file("init.json"), JsonNode.class);
      int compared = 0;
      for (Map.Entry<String, JsonNode> entry : expected.properties()) {
        String name = entry.getKey();
        if (!name.startsWith("momentum_encoder.") && !name.equals("base_encoder.pos_embed")) {
          NDArray array = network.weights().get(ours(name));
          long[] shape = array.getShape().getShape();
          InitialValues.assertSimilar(name, shape, array.toFloatArray(), entry.getValue());
          compared++;
        }
      }
      assertThat(network.weights().asMap()).hasSize(compared);
    }
  }

  // The fixture's level for other kernels: behind five batch norms over six images the reference's
  // own float32 is 1e-5 from float64, and matrices may be multiplied by another library here.
  private static void compare(GoldenCase golden, String stage, NDArray actual) {
    assertClose(stage, actual.toFloatArray(), golden.floats("mid." + stage), 1e-4, 1e-4);
  }

  private static JsonNode group(GoldenCase golden) {
    return golden.description().path("optimizer").path("groups").path(0);
  }

  private static double rate(GoldenCase golden) {
    return group(golden).path("lr").asDouble();
  }

  private static Optimizer optimizer(
      GoldenCase golden, Network network, Gradients gradients, NDManager manager) {
    JsonNode group = group(golden);
    UpdateRule rule =
        new UpdateRule.AdamW(
            group.path("betas").path(0).asDouble(),
            group.path("betas").path(1).asDouble(),
            group.path("eps").asDouble(),
            group.path("weight_decay").asDouble());
    ParameterRules rules =
        new ParameterRules(
            MocoConfig.published().vectorDecay(), List.of(), LayerDecay.NONE, List.of());
    List<ParameterGroup> groups = rules.groups(network.trainable(), 1);
    assertThat(groups).hasSize(1);
    return new Optimizer(manager, rule, groups, gradients);
  }

  // Where the gradient is all but zero, rounding decides the sign of AdamW's first step.
  private static void assertUpdated(
      GoldenCase golden, Network network, double clear, double allowed) {
    for (String name : golden.names("after.")) {
      float[] actual = network.weights().get(ours(name)).toFloatArray();
      float[] expected = golden.floats("after." + name);
      float[] gradient = golden.floats("grad." + name);
      for (int i = 0; i < actual.length; i++) {
        double bound = Math.abs(gradient[i]) > clear ? allowed : 2.2 * rate(golden);
        assertThat((double) Math.abs(actual[i] - expected[i]))
            .as("%s[%d]", name, i)
            .isLessThanOrEqualTo(bound);
      }
    }
  }

  private static BackboneConfig backbone(JsonNode c, double mlpRatio) {
    return new VitConfig(
        List.of(c.path("img_size").asInt()),
        c.path("patch_size").asInt(),
        c.path("embed_dim").asInt(),
        c.path("depth").asInt(),
        c.path("num_heads").asInt(),
        mlpRatio,
        VitConfig.Position.SINCOS_ROWS_FIRST,
        0,
        VitConfig.RelativePosition.NONE,
        VitConfig.QkvBias.ALL,
        Initialisation.MOCO_V3);
  }

  private static Network network(
      BackboneConfig backbone, MocoObjective objective, NDManager manager) {
    return Network.create(
        backbone,
        backbone.shape(3),
        objective.plan(backbone.context(3)),
        new Streams(0),
        Precision.FLOAT32,
        manager);
  }

  private static Network network(GoldenCase golden, MocoObjective objective, NDManager manager) {
    JsonNode c = golden.config();
    Network network = network(backbone(c, c.path("mlp_ratio").asDouble()), objective, manager);
    List<Tensor> parameters = new ArrayList<>();
    for (String name : golden.names("param.")) {
      boolean fixed = name.endsWith("pos_embed"); // a table, not a parameter
      if (!fixed && !name.startsWith("momentum_encoder.")) {
        long[] shape = golden.shape("param." + name);
        parameters.add(Tensor.of(ours(name), shape, golden.floats("param." + name)));
      }
    }
    network.weights().set(parameters);
    int set = 0;
    for (String name : golden.names("param.momentum_encoder.")) {
      if (!name.equals("pos_embed")) {
        NDArray buffer = network.buffers().get("teacher." + ours("base_encoder." + name));
        float[] values = golden.floats("param.momentum_encoder." + name);
        try (NDArray value = manager.create(values, buffer.getShape())) {
          buffer.set(EVERYTHING, value);
        }
        set++;
      }
    }
    assertThat(network.buffers()).hasSize(set);
    return network;
  }

  private static MocoConfig config(JsonNode c) {
    return new MocoConfig(
        c.path("T").asDouble(),
        c.path("momentum").asDouble(),
        c.path("proj_mlp_dim").asInt(),
        c.path("out_dim").asInt(),
        c.path("stop_grad_conv1").asBoolean()
            ? MocoConfig.PatchProjection.FROZEN
            : MocoConfig.PatchProjection.TRAINED,
        MocoConfig.defaults().minCropArea());
  }

  private static NDArray images(GoldenCase golden, NDManager scope) {
    return array(golden, "input.x1", scope).concat(array(golden, "input.x2", scope));
  }

  private static Draws draws(GoldenCase golden) {
    JsonNode c = golden.config();
    int side = c.path("img_size").asInt() / c.path("patch_size").asInt();
    int[] order = new int[side * side];
    Arrays.setAll(order, i -> i);
    PatchMask all = new PatchMask(order, order.length);
    return Draws.of(Collections.nCopies(2 * c.path("batch").asInt(), all));
  }

  private static NDArray array(GoldenCase golden, String name, NDManager manager) {
    return manager.create(golden.floats(name), new Shape(golden.shape(name)));
  }

  private static String ours(String official) {
    return official
        .replaceFirst("^base_encoder[.]head[.]", "projector.")
        .replaceFirst("^base_encoder[.]", "encoder.");
  }
}
