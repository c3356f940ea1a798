package ai.lacuna.objective.dino;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.distillation.Distillation;
import ai.lacuna.api.distillation.PrototypeLength;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Labels;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.golden.AfterUpdate;
import ai.lacuna.training.golden.MultiCropCase;
import ai.lacuna.training.golden.OfficialStep;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loss, and whole updates with multi-crop, clipping, teacher and centre: the official code. */
class DinoGoldenTest {

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
    JsonNode table = c.path("teacher_temp_schedule");
    DinoConfig config = config(golden);
    MultiCropCase.assertTemperatures(config.centring().temperature(), table, 0);
    float temperature = (float) table.path(c.path("epoch").asInt()).asDouble();
    try (NDManager manager = Engine.newCpuManager();
        Autograd.Scope recording = Autograd.recording()) {
      NDArray student = golden.array(manager, "input.student");
      student.setRequiresGradient(true);
      NDArray teacher = golden.array(manager, "input.teacher");
      NDArray centre = golden.array(manager, "input.center");
      NDArray target = teacher.sub(centre).div(temperature);
      NDArray logits = student.div(Scalars.of(student, config.studentTemperature()));
      NDArray loss = Distillation.ofCrops(target, logits);
      assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 1e-5);
      Autograd.backward(loss);
      float[] gradient = student.getGradient().toFloatArray();
      assertClose("gradient", gradient, golden.floats("grad.student"), 1e-7, 1e-4);
      Map<String, NDArray> moved =
          AfterUpdate.changed(
              new DinoObjective(config),
              Map.of("centre", centre),
              Map.of("centre", teacher.mean(new int[] {0}, true)));
      assertThat(moved).containsOnlyKeys("centre");
      float[] after = moved.get("centre").toFloatArray();
      assertClose("centre", after, golden.floats("after.center"), 1e-6, 0);
    }
  }

  // One update with our own gradients.
  @ParameterizedTest
  @MethodSource("steps")
  void step(GoldenCase golden) {
    DinoObjective objective = new DinoObjective(config(golden));
    Moment moment = MultiCropCase.moment(golden.config());
    try (OfficialStep official = official(golden)) {
      try (NDManager scope = official.manager().newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        Step step =
            official.network().step(scope, MultiCropCase.views(golden, scope), Labels.NONE, moment);
        NDArray seen = step.teacher().encode("global").get(":, 0");
        official.assertStage("teacher", step.teacher().run("head", seen));
        NDArray own = step.view("global").encode().get(":, 0");
        if (config(golden).localCrops() > 0) {
          own = own.concat(step.view("local").encode().get(":, 0"));
        }
        official.assertStage("student", step.run("head", own));
        NDArray loss = objective.loss(step).total();
        official.assertLoss(loss);
        Autograd.backward(loss);
      }
      MultiCropCase.assertOwnUpdate(golden, official, objective, config(golden).freezes());
      float[] centre = official.buffer("centre").toFloatArray();
      assertClose("centre", centre, golden.floats("after.center"), 2e-6, 0);
    }
  }

  // The optimizer's arithmetic alone.
  @ParameterizedTest
  @MethodSource("steps")
  void anUpdateFromRecordedGradients(GoldenCase golden) {
    try (OfficialStep official = official(golden)) {
      MultiCropCase.assertRecordedUpdate(golden, official, config(golden).freezes());
    }
  }

  private static OfficialStep official(GoldenCase golden) {
    OfficialStep official =
        MultiCropCase.official(golden, DinoGoldenTest::ours, new DinoObjective(config(golden)));
    official.setBuffer("centre", "input.center");
    return official;
  }

  private static DinoConfig config(GoldenCase golden) {
    JsonNode c = golden.config();
    DinoConfig d = DinoConfig.defaults();
    Schedule.EpochSteps temperature = MultiCropCase.temperatures(c);
    // What the settings leave out shows in the parameters.
    int layers =
        (int) golden.names("param.head.mlp.").stream().filter(n -> n.endsWith(".weight")).count();
    boolean trained = golden.has("grad.head.last_layer.weight_g");
    return new DinoConfig(
        c.path("out_dim").asInt(),
        layers,
        c.path("head_hidden").asInt(),
        c.path("bottleneck").asInt(),
        trained ? PrototypeLength.TRAINED : PrototypeLength.ONE,
        c.path("freeze_last_layer").asInt(),
        c.path("student_temp").asDouble(d.studentTemperature()),
        temperature.end(),
        temperature.start(),
        temperature.epochs(),
        c.path("momentum_teacher").asDouble(),
        c.path("center_momentum").asDouble(d.centreMomentum()),
        c.path("local_crops").asInt(),
        MultiCropCase.localSide(c, d.localSide()),
        d.cropBoundary());
  }

  private static String ours(String official) {
    return official.startsWith("backbone.")
        ? "encoder." + official.substring("backbone.".length())
        : official;
  }
}
