package ai.lacuna.objective.dino;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.Update;
import ai.lacuna.api.distillation.Distillation;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.VectorDecay;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Draws;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Labels;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.ViewInput;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.LayerDecay;
import ai.lacuna.training.optimizer.Optimizer;
import ai.lacuna.training.optimizer.ParameterGroup;
import ai.lacuna.training.optimizer.ParameterRules;
import ai.lacuna.training.optimizer.UpdateRule;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loss, and whole updates with multi-crop, clipping, teacher and centre: the official code. */
class DinoGoldenTest {

  private static final NDIndex EVERYTHING = new NDIndex("...");

  static Stream<GoldenCase> losses() {
    return Golden.cases("dino", "loss");
  }

  static Stream<GoldenCase> steps() {
    return Golden.cases("dino", "full_step");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossAndCentre(GoldenCase golden) {
    JsonNode c = golden.config();
    int epoch = c.path("epoch").asInt();
    JsonNode table = c.path("teacher_temp_schedule");
    double last = table.path(table.size() - 1).asDouble();
    int warmup = 1;
    while (table.path(warmup - 1).asDouble() < last) {
      warmup++;
    }
    Schedule.EpochSteps temperatures =
        new Schedule.EpochSteps(table.path(0).asDouble(), last, warmup);
    double temperature = temperatures.at(new Moment(epoch, 1, table.size()));
    assertThat((float) temperature).isEqualTo((float) table.path(epoch).asDouble());
    try (NDManager manager = Engine.newCpuManager();
        Autograd.Scope recording = Autograd.recording()) {
      NDArray student = array(golden, "input.student", manager);
      student.setRequiresGradient(true);
      NDArray teacher = array(golden, "input.teacher", manager);
      NDArray centre = array(golden, "input.center", manager);
      NDArray target = teacher.sub(centre).div((float) temperature);
      NDArray logits = student.div(Scalars.of(student, c.path("student_temp").asDouble()));
      NDArray loss = Distillation.ofCrops(target, logits);
      assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 1e-5);
      Autograd.backward(loss);
      float[] gradient = student.getGradient().toFloatArray();
      assertClose("gradient", gradient, golden.floats("grad.student"), 1e-7, 1e-4);
      DinoObjective objective = new DinoObjective(DinoConfig.defaults());
      assertThat(DinoConfig.defaults().centreMomentum())
          .isEqualTo(c.path("center_momentum").asDouble());
      NDArray moved = moved(objective, centre, teacher.mean(new int[] {0}, true));
      assertClose("centre", moved.toFloatArray(), golden.floats("after.center"), 1e-7, 1e-5);
    }
  }

  private static NDArray moved(DinoObjective objective, NDArray centre, NDArray mean) {
    List<NDArray> set = new ArrayList<>();
    objective.afterUpdate(
        new Update() {
          @Override
          public NDArray buffer(String name) {
            return centre;
          }

          @Override
          public NDArray collected(String name) {
            return mean;
          }

          @Override
          public void set(String name, NDArray value) {
            set.add(value);
          }
        });
    assertThat(set).hasSize(1);
    return set.get(0);
  }

  // One update with our own gradients.
  @ParameterizedTest
  @MethodSource("steps")
  void step(GoldenCase golden) {
    JsonNode c = golden.config();
    DinoObjective objective = new DinoObjective(config(golden));
    Moment moment = new Moment(c.path("epoch").asLong() * 10, 10, 100);
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(golden, objective, manager)) {
      Gradients gradients = new Gradients(manager, network.trainable());
      Optimizer optimizer = optimizer(golden, network, gradients, manager);
      try (NDManager scope = manager.newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        Step step = network.step(scope, inputs(golden, scope), Labels.NONE, moment);
        NDArray scores = step.teacher().run("head", step.teacher().encode("global").get(":, 0"));
        assertClose("teacher", scores.toFloatArray(), golden.floats("mid.teacher"), 1e-5, 1e-5);
        NDArray tokens =
            step.view("global")
                .encode()
                .get(":, 0")
                .concat(step.view("local").encode().get(":, 0"));
        NDArray own = step.run("head", tokens);
        assertClose("student", own.toFloatArray(), golden.floats("mid.student"), 1e-5, 1e-5);
        NDArray loss = objective.loss(step).total();
        assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 2e-6);
        Autograd.backward(loss);
      }
      double largest = largestGradient(golden);
      assertThat(names(golden.names("grad.")))
          .isEqualTo(new TreeSet<>(network.trainable().keySet()));
      for (String name : golden.names("grad.")) {
        float[] actual = gradients.of(ours(name)).toFloatArray();
        assertClose(name, actual, golden.floats("grad." + name), 1e-5 * largest + 1e-7, 0);
      }
      gradients.clipEach(c.path("clip_grad").asDouble());
      double lr = rate(golden);
      optimizer.update(lr);
      network.afterUpdate(objective, moment);
      assertUpdated(golden, network, 1e-3 * largest, 2e-6, lr);
      assertTeacherAndCentre(golden, network, 1e-3 * largest, lr);
    }
  }

  // The optimizer's arithmetic alone.
  @ParameterizedTest
  @MethodSource("steps")
  void anUpdateFromRecordedGradients(GoldenCase golden) {
    DinoObjective objective = new DinoObjective(config(golden));
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(golden, objective, manager)) {
      Gradients gradients = new Gradients(manager, network.trainable());
      for (String name : golden.names("grad.")) {
        gradients.of(ours(name)).set(FloatBuffer.wrap(golden.floats("grad." + name)));
      }
      Optimizer optimizer = optimizer(golden, network, gradients, manager);
      gradients.clipEach(golden.config().path("clip_grad").asDouble());
      optimizer.update(rate(golden));
      assertUpdated(golden, network, 1e-5, 1e-6, rate(golden));
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
    JsonNode decayed = groups(golden).path(0);
    JsonNode betas = decayed.path("betas");
    UpdateRule rule =
        new UpdateRule.AdamW(
            betas.path(0).asDouble(),
            betas.path(1).asDouble(),
            decayed.path("eps").asDouble(),
            decayed.path("weight_decay").asDouble());
    DinoConfig config = config(golden);
    ParameterRules rules =
        new ParameterRules(VectorDecay.EXEMPT, List.of(), LayerDecay.NONE, config.freezes());
    List<ParameterGroup> groups = rules.groups(network.trainable(), 10);
    for (JsonNode group : groups(golden)) {
      ParameterGroup.Decay decay =
          group.path("weight_decay").asDouble() > 0
              ? ParameterGroup.Decay.APPLIED
              : ParameterGroup.Decay.EXEMPT;
      List<String> recorded = new ArrayList<>();
      group.path("params").forEach(name -> recorded.add(name.asText()));
      TreeSet<String> same = new TreeSet<>();
      groups.stream()
          .filter(g -> g.decay() == decay)
          .forEach(g -> same.addAll(g.parameters().keySet()));
      assertThat(same).isEqualTo(names(recorded));
    }
    return new Optimizer(manager, rule, groups, gradients);
  }

  // Where the gradient is all but zero, rounding decides the sign of AdamW's first step.
  private static void assertUpdated(
      GoldenCase golden, Network network, double clear, double allowed, double lr) {
    for (String name : golden.names("after.")) {
      if (!name.equals("center")) {
        float[] actual = network.weights().get(ours(name)).toFloatArray();
        float[] expected = golden.floats("after." + name);
        float[] gradient = golden.floats("grad." + name);
        for (int i = 0; i < actual.length; i++) {
          double bound = Math.abs(gradient[i]) > clear ? allowed : 2.2 * lr;
          assertThat((double) Math.abs(actual[i] - expected[i]))
              .as("%s[%d]", name, i)
              .isLessThanOrEqualTo(bound);
        }
      }
    }
    String last = "head.last_layer.weight_v";
    if (golden.config().path("epoch").asInt() < golden.config().path("freeze_last_layer").asInt()) {
      assertThat(network.weights().get(last).toFloatArray())
          .isEqualTo(golden.floats("param." + last));
    }
  }

  private static void assertTeacherAndCentre(
      GoldenCase golden, Network network, double clear, double lr) {
    Map<String, NDArray> buffers = network.buffers();
    double share = 1 - golden.config().path("momentum_teacher").asDouble();
    for (String name : golden.names("teacher.after.")) {
      float[] actual = buffers.get("teacher." + ours(name)).toFloatArray();
      float[] expected = golden.floats("teacher.after." + name);
      for (int i = 0; i < actual.length; i++) {
        boolean decided =
            !golden.has("grad." + name) || Math.abs(golden.floats("grad." + name)[i]) > clear;
        assertThat((double) Math.abs(actual[i] - expected[i]))
            .as("teacher %s[%d]", name, i)
            .isLessThanOrEqualTo(decided ? 1e-6 : 1e-6 + share * 2.2 * lr);
      }
    }
    float[] centre = buffers.get("centre").toFloatArray();
    assertClose("centre", centre, golden.floats("after.center"), 1e-5, 1e-5);
  }

  private static double largestGradient(GoldenCase golden) {
    return golden.names("grad.").stream()
        .mapToDouble(name -> Closeness.largest(golden.floats("grad." + name)))
        .max()
        .orElseThrow();
  }

  private static Network network(GoldenCase golden, DinoObjective objective, NDManager manager) {
    JsonNode c = golden.config();
    BackboneConfig backbone =
        new VitConfig(
            List.of(c.path("img_size").asInt()),
            c.path("patch_size").asInt(),
            c.path("embed_dim").asInt(),
            c.path("depth").asInt(),
            c.path("num_heads").asInt(),
            c.path("mlp_ratio").asDouble(),
            VitConfig.Position.LEARNED);
    Plan plan = objective.plan(backbone.context(3));
    Network network =
        Network.create(
            backbone, backbone.shape(3), plan, new Streams(0), Precision.FLOAT32, manager);
    List<Tensor> parameters = new ArrayList<>();
    for (String name : golden.names("param.")) {
      long[] shape = golden.shape("param." + name);
      parameters.add(Tensor.of(ours(name), shape, golden.floats("param." + name)));
    }
    network.weights().set(parameters);
    Map<String, NDArray> buffers = network.buffers();
    assertThat(buffers).hasSize(golden.names("teacher.param.").size() + 1);
    for (String name : golden.names("teacher.param.")) {
      set(buffers.get("teacher." + ours(name)), golden.floats("teacher.param." + name));
    }
    set(buffers.get("centre"), golden.floats("input.center"));
    return network;
  }

  private static void set(NDArray buffer, float[] values) {
    try (NDArray value = buffer.getManager().create(values, buffer.getShape())) {
      buffer.set(EVERYTHING, value);
    }
  }

  private static DinoConfig config(GoldenCase golden) {
    JsonNode c = golden.config();
    DinoConfig d = DinoConfig.defaults();
    double temperature = c.path("teacher_temp").asDouble();
    return new DinoConfig(
        c.path("out_dim").asInt(),
        d.headLayers(),
        c.path("head_hidden").asInt(),
        c.path("bottleneck").asInt(),
        d.prototypeLength(),
        c.path("freeze_last_layer").asInt(),
        d.studentTemperature(),
        temperature,
        temperature,
        0,
        c.path("momentum_teacher").asDouble(),
        d.centreMomentum(),
        c.path("local_crops").asInt(),
        c.path("local_size").asDouble() / c.path("img_size").asDouble(),
        d.cropBoundary());
  }

  // Two global crops, then the local ones, each (B, C, height, width).
  private static List<ViewInput> inputs(GoldenCase golden, NDManager scope) {
    int locals = golden.config().path("local_crops").asInt();
    return List.of(view(golden, 0, 2, scope), view(golden, 2, 2 + locals, scope));
  }

  private static ViewInput view(GoldenCase golden, int from, int to, NDManager scope) {
    NDArray crops = array(golden, "input.image." + from, scope);
    for (int k = from + 1; k < to; k++) {
      crops = crops.concat(array(golden, "input.image." + k, scope));
    }
    Shape shape = crops.getShape();
    int side = (int) shape.get(2) / golden.config().path("patch_size").asInt();
    int[] order = new int[side * side];
    Arrays.setAll(order, i -> i);
    PatchMask all = new PatchMask(order, order.length);
    return new ViewInput(crops, Draws.of(Collections.nCopies((int) shape.get(0), all)));
  }

  private static NDArray array(GoldenCase golden, String name, NDManager manager) {
    return manager.create(golden.floats(name), new Shape(golden.shape(name)));
  }

  private static TreeSet<String> names(List<String> official) {
    TreeSet<String> names = new TreeSet<>();
    official.forEach(name -> names.add(ours(name)));
    return names;
  }

  private static String ours(String official) {
    return official.startsWith("backbone.")
        ? "encoder." + official.substring("backbone.".length())
        : official;
  }
}
