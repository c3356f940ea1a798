package ai.lacuna.objective.ibot;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.Update;
import ai.lacuna.api.distillation.Distillation;
import ai.lacuna.api.distillation.PrototypeLength;
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
import ai.lacuna.objective.ibot.IbotConfig.PatchPrototypes;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.LayerDecay;
import ai.lacuna.training.optimizer.Optimizer;
import ai.lacuna.training.optimizer.ParameterGroup;
import ai.lacuna.training.optimizer.ParameterRules;
import ai.lacuna.training.optimizer.UpdateRule;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The losses, and whole updates with masks, crops, clipping, teacher and centres: the official
 * code.
 */
class IbotGoldenTest {

  private static final Map<String, String> CENTRES =
      Map.of("center", "class-centre", "center2", "patch-centre");
  private static final NDIndex EVERYTHING = new NDIndex("...");

  static Stream<GoldenCase> losses() {
    return Golden.cases("ibot", "loss");
  }

  static Stream<GoldenCase> steps() {
    return Golden.cases("ibot", "full_step");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossesAndCentres(GoldenCase golden) {
    JsonNode c = golden.config();
    int epoch = c.path("epoch").asInt();
    try (NDManager manager = Engine.newCpuManager();
        Autograd.Scope recording = Autograd.recording()) {
      NDArray teacherClasses = array(golden, "input.teacher_cls", manager);
      NDArray classCentre = array(golden, "input.center", manager);
      NDArray classes = array(golden, "input.student_cls", manager);
      classes.setRequiresGradient(true);
      NDArray student = Scalars.of(classes, c.path("student_temp").asDouble());
      NDArray all = classes;
      if (golden.has("input.student_local_cls")) {
        NDArray local = array(golden, "input.student_local_cls", manager);
        local.setRequiresGradient(true);
        all = classes.concat(local);
      }
      float sharp = (float) c.path("teacher_temp_schedule").path(epoch).asDouble();
      NDArray ofCrops =
          Distillation.ofCrops(teacherClasses.sub(classCentre).div(sharp), all.div(student))
              .mul(Scalars.of(classes, c.path("lambda1").asDouble()));
      assertClose("class", ofCrops.toFloatArray(), golden.floats("out.cls"), 0, 1e-5);

      NDArray hidden = hidden(golden, manager); // (A, N)
      NDArray rows = hidden.flatten().nonzero(); // (H, 1)
      NDArray teacherPatches = array(golden, "input.teacher_patch", manager);
      NDArray patchCentre = array(golden, "input.center2", manager).squeeze(0); // (1, K)
      NDArray patches = array(golden, "input.student_patch", manager);
      patches.setRequiresGradient(true);
      float patchSharp = (float) c.path("teacher_patch_temp_schedule").path(epoch).asDouble();
      NDArray ofPatches =
          PatchLoss.of(
                  rows(teacherPatches, rows).sub(patchCentre).div(patchSharp),
                  rows(patches, rows).div(student),
                  rows(PatchLoss.weights(hidden), rows))
              .mul(Scalars.of(classes, c.path("lambda2").asDouble()));
      assertClose("patch", ofPatches.toFloatArray(), golden.floats("out.patch"), 0, 1e-5);
      NDArray loss = ofCrops.add(ofPatches);
      assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 1e-5);
      Autograd.backward(loss);
      float[] gradient = classes.getGradient().toFloatArray();
      assertClose("classes", gradient, golden.floats("grad.student_cls"), 1e-7, 1e-4);
      gradient = patches.getGradient().toFloatArray();
      assertClose("patches", gradient, golden.floats("grad.student_patch"), 1e-7, 1e-4);

      assertThat(IbotConfig.defaults().centreMomentum())
          .isEqualTo(c.path("center_momentum").asDouble());
      Map<String, NDArray> moved =
          moved(
              Map.of("class-centre", classCentre, "patch-centre", patchCentre),
              Map.of(
                  "class-centre",
                  teacherClasses.mean(new int[] {0}, true),
                  "patch-centre",
                  teacherPatches.flatten(0, 1).mean(new int[] {0}, true)));
      assertCentre(golden, "center", moved.get("class-centre"));
      assertCentre(golden, "center2", moved.get("patch-centre"));
    }
  }

  // The tables of cases in which patches are hidden from the first epoch on.
  @ParameterizedTest
  @MethodSource("losses")
  void temperatures(GoldenCase golden) {
    JsonNode table = golden.config().path("teacher_temp_schedule");
    double last = table.path(table.size() - 1).asDouble();
    int warmup = 1;
    while (table.path(warmup - 1).asDouble() < last) {
      warmup++;
    }
    Schedule.EpochSteps ours = new Schedule.EpochSteps(table.path(0).asDouble(), last, warmup);
    for (int epoch = 0; epoch < table.size(); epoch++) {
      double temperature = ours.at(new Moment(epoch, 1, table.size()));
      assertThat((float) temperature).isEqualTo((float) table.path(epoch).asDouble());
    }
  }

  // (A, N, K) -> (H, K)
  private static NDArray rows(NDArray patches, NDArray hidden) {
    NDArray index = hidden.broadcast(hidden.size(), patches.getShape().get(2));
    return patches.flatten(0, 1).gather(index, 0);
  }

  private static NDArray hidden(GoldenCase golden, NDManager manager) {
    NDArray first = mask(golden, 0, manager);
    return first.concat(mask(golden, 1, manager)); // (2·B, N)
  }

  private static NDArray mask(GoldenCase golden, int crop, NDManager manager) {
    long[] shape = golden.shape("input.mask." + crop); // (B, rows, columns)
    long[] flags = golden.longs("input.mask." + crop);
    return manager
        .create(flags, new Shape(shape[0], shape[1] * shape[2]))
        .toType(DataType.FLOAT32, false);
  }

  private static Map<String, NDArray> moved(
      Map<String, NDArray> buffers, Map<String, NDArray> collected) {
    Map<String, NDArray> set = new HashMap<>();
    new IbotObjective(IbotConfig.defaults())
        .afterUpdate(
            new Update() {
              @Override
              public NDArray buffer(String name) {
                return Objects.requireNonNull(buffers.get(name));
              }

              @Override
              public NDArray collected(String name) {
                return Objects.requireNonNull(collected.get(name));
              }

              @Override
              public void set(String name, NDArray value) {
                set.put(name, value);
              }
            });
    assertThat(set).hasSize(2);
    return set;
  }

  private static void assertCentre(GoldenCase golden, String name, NDArray actual) {
    assertClose(name, actual.toFloatArray(), golden.floats("after." + name), 1e-7, 1e-5);
  }

  // One update with our own gradients.
  @ParameterizedTest
  @MethodSource("steps")
  void step(GoldenCase golden) {
    JsonNode c = golden.config();
    IbotObjective objective = new IbotObjective(config(golden));
    Moment moment = new Moment(c.path("epoch").asLong() * 10, 10, 100);
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(golden, objective, manager)) {
      Gradients gradients = new Gradients(manager, network.trainable());
      Optimizer optimizer = optimizer(golden, network, gradients, manager);
      try (NDManager scope = manager.newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        Step step = network.step(scope, inputs(golden, scope), Labels.NONE, moment);
        assertScores(golden, step);
        Losses losses = objective.loss(step);
        float[] classes = losses.parts().get("class").toFloatArray();
        assertClose("class", classes, golden.floats("mid.loss_cls"), 1e-5, 1e-5);
        float[] patches = losses.parts().get("patch").toFloatArray();
        assertClose("patch", patches, golden.floats("mid.loss_patch"), 1e-5, 1e-5);
        NDArray loss = losses.total();
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
      assertTeacherAndCentres(golden, network, 1e-3 * largest, lr);
    }
  }

  private static void assertScores(GoldenCase golden, Step step) {
    String patchHead = config(golden).patchHead();
    NDArray seen = step.teacher().encode("global");
    NDArray own = step.view("global").encode();
    compare(golden, "teacher_cls", step.teacher().run("head", seen.get(":, 0")));
    compare(golden, "teacher_patch", step.teacher().run(patchHead, seen.get(":, 1:")));
    compare(golden, "student_cls", step.run("head", own.get(":, 0")));
    compare(golden, "student_patch", step.run(patchHead, own.get(":, 1:")));
    if (config(golden).localCrops() > 0) {
      NDArray local = step.run("head", step.view("local").encode().get(":, 0"));
      compare(golden, "student_local_cls", local);
    }
  }

  private static void compare(GoldenCase golden, String stage, NDArray actual) {
    assertClose(stage, actual.toFloatArray(), golden.floats("mid." + stage), 1e-5, 1e-5);
  }

  // The optimizer's arithmetic alone.
  @ParameterizedTest
  @MethodSource("steps")
  void anUpdateFromRecordedGradients(GoldenCase golden) {
    IbotObjective objective = new IbotObjective(config(golden));
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
    IbotConfig config = config(golden);
    boolean waits =
        golden.config().path("epoch").asInt() < golden.config().path("freeze_last_layer").asInt();
    ParameterRules rules =
        new ParameterRules(
            VectorDecay.EXEMPT, List.of(), LayerDecay.NONE, waits ? config.freezes() : List.of());
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
      if (!name.startsWith("center")) {
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
    if (golden.config().path("epoch").asInt() < golden.config().path("freeze_last_layer").asInt()) {
      for (String name : golden.names("param.")) {
        if (name.contains("last_layer")) {
          assertThat(network.weights().get(ours(name)).toFloatArray())
              .isEqualTo(golden.floats("param." + name));
        }
      }
    }
  }

  private static void assertTeacherAndCentres(
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
    for (Map.Entry<String, String> centre : CENTRES.entrySet()) {
      float[] actual = buffers.get(centre.getValue()).toFloatArray();
      float[] expected = golden.floats("after." + centre.getKey());
      assertClose(centre.getValue(), actual, expected, 1e-5, 1e-5);
    }
  }

  private static double largestGradient(GoldenCase golden) {
    return golden.names("grad.").stream()
        .mapToDouble(name -> Closeness.largest(golden.floats("grad." + name)))
        .max()
        .orElseThrow();
  }

  private static Network network(GoldenCase golden, IbotObjective objective, NDManager manager) {
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
      long[] shape = network.weights().get(ours(name)).getShape().getShape();
      parameters.add(Tensor.of(ours(name), shape, golden.floats("param." + name)));
    }
    network.weights().set(parameters);
    Map<String, NDArray> buffers = network.buffers();
    assertThat(buffers).hasSize(golden.names("teacher.param.").size() + 2);
    for (String name : golden.names("teacher.param.")) {
      set(buffers.get("teacher." + ours(name)), golden.floats("teacher.param." + name));
    }
    CENTRES.forEach((theirs, ours) -> set(buffers.get(ours), golden.floats("input." + theirs)));
    return network;
  }

  private static void set(NDArray buffer, float[] values) {
    try (NDArray value = buffer.getManager().create(values, buffer.getShape())) {
      buffer.set(EVERYTHING, value);
    }
  }

  private static IbotConfig config(GoldenCase golden) {
    JsonNode c = golden.config();
    IbotConfig d = IbotConfig.defaults();
    double temperature = c.path("teacher_temp").asDouble();
    return new IbotConfig(
        d.classWeight(),
        d.patchWeight(),
        d.maskProbability(),
        d.maskRatio(),
        d.maskSpread(),
        c.path("out_dim").asInt(),
        c.path("shared_head").asBoolean() ? PatchPrototypes.SHARED : PatchPrototypes.OWN,
        c.path("head_layers").asInt(),
        c.path("head_hidden").asInt(),
        c.path("bottleneck").asInt(),
        c.path("norm_last_layer").asBoolean() ? PrototypeLength.ONE : PrototypeLength.TRAINED,
        c.path("freeze_last_layer").asInt(),
        c.path("student_temp").asDouble(),
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
    List<ViewInput> views = new ArrayList<>(List.of(view(golden, 0, 2, scope)));
    if (locals > 0) {
      views.add(view(golden, 2, 2 + locals, scope));
    }
    return views;
  }

  private static ViewInput view(GoldenCase golden, int from, int to, NDManager scope) {
    NDArray crops = array(golden, "input.image." + from, scope);
    for (int k = from + 1; k < to; k++) {
      crops = crops.concat(array(golden, "input.image." + k, scope));
    }
    int side = (int) crops.getShape().get(2) / golden.config().path("patch_size").asInt();
    List<PatchMask> masks = new ArrayList<>();
    for (int k = from; k < to; k++) {
      boolean[] hidden = new boolean[side * side];
      long images = golden.shape("input.image." + k)[0];
      for (int b = 0; b < images; b++) {
        for (int i = 0; i < hidden.length && k < 2; i++) {
          hidden[i] = golden.longs("input.mask." + k)[b * hidden.length + i] == 1;
        }
        masks.add(PatchMask.of(hidden));
      }
    }
    return new ViewInput(crops, Draws.of(masks));
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
    if (official.equals("backbone.masked_embed")) {
      return "mask_token";
    }
    return official.startsWith("backbone.")
        ? "encoder." + official.substring("backbone.".length())
        : official.replace("head.last_layer2.", "patches.last_layer.");
  }
}
