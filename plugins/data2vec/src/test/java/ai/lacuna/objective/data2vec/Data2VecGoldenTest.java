package ai.lacuna.objective.data2vec;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.BlockOutput;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.InitialValues;
import ai.lacuna.files.Json;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Initialisation;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.objective.data2vec.Data2VecConfig.Normalisation;
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
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole updates with the teacher, and initial values, against the official implementation. */
class Data2VecGoldenTest {

  private static final NDIndex EVERYTHING = new NDIndex("...");
  private static final Moment FIRST = new Moment(0, 1, 1);

  static Stream<GoldenCase> steps() {
    return Golden.cases("data2vec", "");
  }

  static Stream<GoldenCase> initialValues() {
    return Golden.cases("init", "data2vec");
  }

  // One update with our own gradients.
  @ParameterizedTest
  @MethodSource("steps")
  void step(GoldenCase golden) {
    Data2VecObjective objective = new Data2VecObjective(config(golden));
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(golden, objective, manager)) {
      Gradients gradients = new Gradients(manager, network.trainable());
      Optimizer optimizer = optimizer(golden, network, gradients, manager);
      try (NDManager scope = manager.newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        Step step = network.step(scope, array(golden, "input.images", scope), masks(golden));
        assertBlocks(golden, step);
        compare(golden, "target", step.ofHidden(objective.target(step)));
        NDArray encoded = step.encode();
        compare(golden, "student_encoder_output", encoded);
        compare(golden, "pred", step.ofHidden(step.run("head", encoded.get(":, 1:"))));
        NDArray loss = objective.loss(step).total();
        assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 2e-6);
        Autograd.backward(loss);
      }
      double largest = largestGradient(golden);
      assertThat(golden.names("grad.")).hasSameSizeAs(network.trainable().keySet());
      for (String name : golden.names("grad.")) {
        float[] actual = gradients.of(ours(name)).toFloatArray();
        assertClose(name, actual, golden.floats("grad." + name), 1e-5 * largest + 1e-7, 0);
      }
      clip(golden, gradients);
      optimizer.update(rate(golden));
      network.afterUpdate(objective, FIRST);
      assertUpdated(golden, network, 1e-3 * largest, 2e-6);
      assertTeacher(golden, network, 1e-3 * largest);
    }
  }

  // The optimizer's arithmetic alone.
  @ParameterizedTest
  @MethodSource("steps")
  void anUpdateFromRecordedGradients(GoldenCase golden) {
    Data2VecObjective objective = new Data2VecObjective(config(golden));
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(golden, objective, manager)) {
      Gradients gradients = new Gradients(manager, network.trainable());
      for (String name : golden.names("grad.")) {
        gradients.of(ours(name)).set(FloatBuffer.wrap(golden.floats("grad." + name)));
      }
      Optimizer optimizer = optimizer(golden, network, gradients, manager);
      clip(golden, gradients);
      optimizer.update(rate(golden));
      assertUpdated(golden, network, 1e-5, 1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("initialValues")
  void initialValuesAreDistributedAlike(GoldenCase golden) throws IOException {
    JsonNode expected = Json.read(golden.file("init.json"), JsonNode.class);
    double layerScale = expected.path("blocks.0.gamma_1").path("mean").asDouble();
    BackboneConfig backbone = backbone(golden.config(), layerScale, 4, true, false);
    Data2VecConfig d = Data2VecConfig.defaults();
    Data2VecConfig config =
        new Data2VecConfig(
            d.modality(),
            backbone.blocks(),
            d.blockOutput(),
            d.normalisation(),
            d.beta(),
            d.lossScale(),
            1,
            1,
            0);
    Plan plan = new Data2VecObjective(config).plan(backbone.context(3));
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                backbone, backbone.shape(3), plan, new Streams(0), Precision.FLOAT32, manager)) {
      assertThat(network.weights().asMap()).hasSize(expected.size());
      for (Map.Entry<String, JsonNode> entry : expected.properties()) {
        NDArray array = network.weights().get(ours(entry.getKey()));
        long[] shape = array.getShape().getShape();
        InitialValues.assertSimilar(entry.getKey(), shape, array.toFloatArray(), entry.getValue());
      }
    }
  }

  private static void assertBlocks(GoldenCase golden, Step step) {
    Data2VecConfig config = config(golden);
    String suffix = config.blockOutput() == BlockOutput.MLP ? "_fc" : "";
    NDArray blocks = step.teacher().encodeBlocks(ViewSpec.IMAGE, config.blockOutput());
    JsonNode layers = golden.config().path("target_layers");
    assertThat(blocks.getShape().get(0)).isEqualTo(layers.size());
    for (int l = 0; l < layers.size(); l++) {
      compare(golden, "teacher_block" + layers.path(l).asInt() + suffix, blocks.get(l));
    }
  }

  private static void compare(GoldenCase golden, String stage, NDArray actual) {
    assertClose(stage, actual.toFloatArray(), golden.floats("mid." + stage), 1e-5, 1e-5);
  }

  private static void clip(GoldenCase golden, Gradients gradients) {
    JsonNode bound = golden.config().path("clip_grad");
    if (!bound.isNull()) {
      double norm = gradients.norm();
      double expected = golden.floats("out.grad_norm_before_clip")[0];
      assertThat(Math.abs(norm / expected - 1)).isLessThan(1e-5);
      gradients.clip(norm, bound.asDouble());
    }
  }

  private static double rate(GoldenCase golden) {
    return groups(golden).path(0).path("lr").asDouble();
  }

  private static JsonNode groups(GoldenCase golden) {
    return golden.description().path("optimizer").path("groups");
  }

  private static Optimizer optimizer(
      GoldenCase golden, Network network, Gradients gradients, NDManager manager) {
    Plan plan = new Data2VecObjective(config(golden)).plan(backbone(golden).context(3));
    ParameterRules rules =
        new ParameterRules(
            plan.defaults().vectorDecay(),
            plan.defaults().decayExempt(),
            LayerDecay.NONE,
            List.of());
    List<ParameterGroup> groups = rules.groups(network.trainable(), 1);
    double decay = 0;
    for (JsonNode group : groups(golden)) {
      decay = Math.max(decay, group.path("weight_decay").asDouble());
      TreeSet<String> names = new TreeSet<>();
      group.path("params").forEach(name -> names.add(ours(name.asText())));
      ParameterGroup.Decay kind =
          group.path("weight_decay").asDouble() > 0
              ? ParameterGroup.Decay.APPLIED
              : ParameterGroup.Decay.EXEMPT;
      assertThat(groups)
          .filteredOn(g -> g.decay() == kind)
          .singleElement()
          .satisfies(
              g -> assertThat(g.parameters()).containsOnlyKeys(names.toArray(new String[0])));
    }
    JsonNode betas = groups(golden).path(0).path("betas");
    UpdateRule rule =
        new UpdateRule.AdamW(
            betas.path(0).asDouble(),
            betas.path(1).asDouble(),
            groups(golden).path(0).path("eps").asDouble(),
            decay);
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

  private static void assertTeacher(GoldenCase golden, Network network, double clear) {
    Map<String, NDArray> buffers = network.buffers();
    double share = 1 - golden.config().path("ema_decay").asDouble();
    int compared = 0;
    for (String name : golden.names("teacher.after.")) {
      if (isOfTeacher(name)) {
        float[] actual = buffers.get("teacher." + ours(name)).toFloatArray();
        float[] expected = golden.floats("teacher.after." + name);
        float[] gradient = golden.floats("grad." + name);
        for (int i = 0; i < actual.length; i++) {
          double undecided = Math.abs(gradient[i]) > clear ? 0 : share * 2.2 * rate(golden);
          assertThat((double) Math.abs(actual[i] - expected[i]))
              .as("teacher %s[%d]", name, i)
              .isLessThanOrEqualTo(1e-6 + undecided);
        }
        compared++;
      }
    }
    assertThat(buffers).hasSize(compared);
  }

  // The official teacher is a copy of everything; what it computes with is the encoder.
  private static boolean isOfTeacher(String name) {
    return !name.startsWith("lm_head.")
        && !name.equals("mask_token")
        && !name.endsWith("relative_position_index");
  }

  private static double largestGradient(GoldenCase golden) {
    return golden.names("grad.").stream()
        .mapToDouble(name -> Closeness.largest(golden.floats("grad." + name)))
        .max()
        .orElseThrow();
  }

  private static Network network(
      GoldenCase golden, Data2VecObjective objective, NDManager manager) {
    BackboneConfig backbone = backbone(golden);
    Network network =
        Network.create(
            backbone,
            backbone.shape(3),
            objective.plan(backbone.context(3)),
            new Streams(0),
            Precision.FLOAT32,
            manager);
    List<Tensor> parameters = new ArrayList<>();
    for (String name : golden.names("param.")) {
      long[] shape = golden.shape("param." + name);
      parameters.add(Tensor.of(ours(name), shape, golden.floats("param." + name)));
    }
    network.weights().set(parameters);
    for (String name : golden.names("teacher.param.")) {
      if (isOfTeacher(name)) {
        NDArray buffer = network.buffers().get("teacher." + ours(name));
        float[] values = golden.floats("teacher.param." + name);
        try (NDArray value = manager.create(values, buffer.getShape())) {
          buffer.set(EVERYTHING, value);
        }
      }
    }
    return network;
  }

  private static BackboneConfig backbone(GoldenCase golden) {
    JsonNode c = golden.config();
    return backbone(
        c,
        c.path("init_values").asDouble(),
        c.path("mlp_ratio").asDouble(),
        c.path("shared_rel_pos_bias").asBoolean(),
        c.path("abs_pos").asBoolean());
  }

  private static BackboneConfig backbone(
      JsonNode c, double layerScale, double mlpRatio, boolean relative, boolean absolute) {
    return new VitConfig(
        List.of(c.path("img_size").asInt()),
        c.path("patch_size").asInt(),
        c.path("embed_dim").asInt(),
        c.path("depth").asInt(),
        c.path("num_heads").asInt(),
        mlpRatio,
        absolute ? VitConfig.Position.LEARNED : VitConfig.Position.NONE,
        layerScale,
        relative ? VitConfig.RelativePosition.SHARED : VitConfig.RelativePosition.NONE,
        VitConfig.QkvBias.NO_KEYS,
        Initialisation.BEIT);
  }

  private static Data2VecConfig config(GoldenCase golden) {
    JsonNode c = golden.config();
    Data2VecConfig d = Data2VecConfig.defaults();
    Normalisation each =
        c.path("post_target_layer_norm").asBoolean()
            ? Normalisation.EACH_BLOCK_AND_MEAN
            : Normalisation.EACH_BLOCK;
    double scale = c.path("loss_scale").asDouble();
    double momentum = c.path("ema_decay").asDouble();
    return new Data2VecConfig(
        d.modality(),
        c.path("target_layers").size(),
        c.path("layer_results").asText().equals("fc") ? BlockOutput.MLP : BlockOutput.STREAM,
        c.path("target_layer_norm_last").asBoolean() ? each : Normalisation.NONE,
        c.path("l1_beta").asDouble(),
        scale == -1 ? 1 : scale,
        momentum,
        momentum,
        0);
  }

  private static List<PatchMask> masks(GoldenCase golden) {
    long[] shape = golden.shape("input.bool_masked_pos"); // (B, rows, columns)
    int patches = (int) (shape[1] * shape[2]);
    long[] flags = golden.longs("input.bool_masked_pos");
    List<PatchMask> masks = new ArrayList<>();
    for (int b = 0; b < shape[0]; b++) {
      boolean[] hidden = new boolean[patches];
      for (int i = 0; i < patches; i++) {
        hidden[i] = flags[b * patches + i] == 1;
      }
      masks.add(PatchMask.of(hidden));
    }
    return masks;
  }

  private static NDArray array(GoldenCase golden, String name, NDManager manager) {
    return manager.create(golden.floats(name), new Shape(golden.shape(name)));
  }

  private static String ours(String official) {
    if (official.equals("mask_token")) {
      return official;
    }
    return official.startsWith("lm_head.")
        ? official.replace("lm_head.", "head.")
        : "encoder." + official.replace("gamma_1", "ls1.gamma").replace("gamma_2", "ls2.gamma");
  }
}
