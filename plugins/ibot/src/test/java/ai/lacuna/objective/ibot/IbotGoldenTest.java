package ai.lacuna.objective.ibot;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.distillation.Distillation;
import ai.lacuna.api.distillation.PrototypeLength;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Labels;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.objective.ibot.IbotConfig.PatchPrototypes;
import ai.lacuna.training.golden.AfterUpdate;
import ai.lacuna.training.golden.MultiCropCase;
import ai.lacuna.training.golden.OfficialCode;
import ai.lacuna.training.golden.OfficialStep;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The losses, and whole updates with masks, crops, clipping, teacher and centres: the official
 * code.
 */
class IbotGoldenTest {

  private static final Map<String, String> CENTRES =
      Map.of("center", IbotConfig.CLASS_CENTRE, "center2", IbotConfig.PATCH_CENTRE);

  private static final OfficialCode OFFICIAL =
      new OfficialCode() {
        @Override
        public String ours(String official) {
          if (official.equals("backbone.masked_embed")) {
            return "mask_token";
          }
          return official.startsWith("backbone.")
              ? "encoder." + official.substring("backbone.".length())
              : official.replace("head.last_layer2.", "patches.last_layer.");
        }

        @Override
        public Tensor arranged(String official, long[] shape, float[] values) {
          boolean token = official.equals("backbone.masked_embed"); // (1, D)
          long[] axes = token ? new long[] {1, 1, values.length} : shape;
          return Tensor.of(ours(official), axes, values);
        }
      };

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
    IbotConfig config = config(golden);
    try (NDManager manager = Engine.newCpuManager();
        Autograd.Scope recording = Autograd.recording()) {
      NDArray teacherClasses = golden.array(manager, "input.teacher_cls");
      NDArray classCentre = golden.array(manager, "input.center");
      NDArray classes = golden.array(manager, "input.student_cls");
      classes.setRequiresGradient(true);
      NDArray student = Scalars.of(classes, config.studentTemperature());
      Map<String, NDArray> tokens = new LinkedHashMap<>();
      tokens.put("student_cls", classes);
      NDArray all = classes;
      if (config.localCrops() > 0) {
        NDArray local = golden.array(manager, "input.student_local_cls");
        local.setRequiresGradient(true);
        tokens.put("student_local_cls", local);
        all = classes.concat(local);
      }
      float sharp = (float) c.path("teacher_temp_schedule").path(epoch).asDouble();
      NDArray ofCrops =
          Distillation.ofCrops(teacherClasses.sub(classCentre).div(sharp), all.div(student))
              .mul(Scalars.of(classes, config.classWeight()));
      assertClose("class", ofCrops.toFloatArray(), golden.floats("out.cls"), 0, 1e-5);

      NDArray hidden = hidden(golden, manager); // (A, N)
      NDArray rows = hidden.flatten().nonzero(); // (H, 1)
      NDArray teacherPatches = golden.array(manager, "input.teacher_patch");
      NDArray patchCentre = golden.array(manager, "input.center2").squeeze(0); // (1, K)
      NDArray patches = golden.array(manager, "input.student_patch");
      patches.setRequiresGradient(true);
      tokens.put("student_patch", patches);
      float patchSharp = (float) c.path("teacher_patch_temp_schedule").path(epoch).asDouble();
      NDArray ofPatches =
          PatchLoss.of(
                  rows(teacherPatches, rows).sub(patchCentre).div(patchSharp),
                  rows(patches, rows).div(student),
                  rows(PatchLoss.weights(hidden), rows))
              .mul(Scalars.of(classes, config.patchWeight()));
      assertClose("patch", ofPatches.toFloatArray(), golden.floats("out.patch"), 0, 1e-5);
      NDArray loss = ofCrops.add(ofPatches);
      assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 1e-5);
      Autograd.backward(loss);
      assertThat(tokens.keySet()).containsExactlyInAnyOrderElementsOf(golden.names("grad."));
      tokens.forEach(
          (name, array) -> {
            float[] gradient = array.getGradient().toFloatArray();
            assertClose(name, gradient, golden.floats("grad." + name), 1e-7, 1e-4);
          });

      Map<String, NDArray> moved =
          AfterUpdate.changed(
              new IbotObjective(config),
              Map.of(IbotConfig.CLASS_CENTRE, classCentre, IbotConfig.PATCH_CENTRE, patchCentre),
              Map.of(
                  IbotConfig.CLASS_CENTRE,
                  teacherClasses.mean(new int[] {0}, true),
                  IbotConfig.PATCH_CENTRE,
                  teacherPatches.flatten(0, 1).mean(new int[] {0}, true)));
      assertThat(moved).hasSize(2);
      assertCentres(golden, moved, 1e-6);
    }
  }

  // The official temperature of patches waits until patches are hidden; the objective hides some
  // from the first epoch on, and has no such delay.
  @ParameterizedTest
  @MethodSource("losses")
  void temperatures(GoldenCase golden) {
    JsonNode c = golden.config();
    Schedule ours = config(golden).centring().temperature();
    MultiCropCase.assertTemperatures(ours, c.path("teacher_temp_schedule"), 0);
    int start = c.path("mim_start_epoch").asInt();
    MultiCropCase.assertTemperatures(ours, c.path("teacher_patch_temp_schedule"), start);
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

  private static void assertCentres(
      GoldenCase golden, Map<String, NDArray> buffers, double absolute) {
    CENTRES.forEach(
        (theirs, ours) ->
            assertClose(
                ours,
                buffers.get(ours).toFloatArray(),
                golden.floats("after." + theirs),
                absolute,
                0));
  }

  // One update with our own gradients.
  @ParameterizedTest
  @MethodSource("steps")
  void step(GoldenCase golden) {
    IbotObjective objective = new IbotObjective(config(golden));
    Moment moment = MultiCropCase.moment(golden.config());
    try (OfficialStep official = official(golden)) {
      try (NDManager scope = official.manager().newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        Step step =
            official.network().step(scope, MultiCropCase.views(golden, scope), Labels.NONE, moment);
        assertScores(golden, official, step);
        Losses losses = objective.loss(step);
        official.assertStage("loss_cls", losses.parts().get("class"));
        official.assertStage("loss_patch", losses.parts().get("patch"));
        official.assertLoss(losses.total());
        Autograd.backward(losses.total());
      }
      MultiCropCase.assertOwnUpdate(golden, official, objective, config(golden).freezes());
      assertCentres(golden, official.network().buffers(), 2e-6);
    }
  }

  private static void assertScores(GoldenCase golden, OfficialStep official, Step step) {
    String patchHead = config(golden).patchHead();
    NDArray seen = step.teacher().encode("global");
    NDArray own = step.view("global").encode();
    official.assertStage("teacher_cls", step.teacher().run("head", seen.get(":, 0")));
    official.assertStage("teacher_patch", step.teacher().run(patchHead, seen.get(":, 1:")));
    official.assertStage("student_cls", step.run("head", own.get(":, 0")));
    official.assertStage("student_patch", step.run(patchHead, own.get(":, 1:")));
    if (config(golden).localCrops() > 0) {
      NDArray local = step.view("local").encode().get(":, 0");
      official.assertStage("student_local_cls", step.run("head", local));
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
        MultiCropCase.official(golden, OFFICIAL, new IbotObjective(config(golden)));
    CENTRES.forEach((theirs, ours) -> official.setBuffer(ours, "input." + theirs));
    return official;
  }

  private static IbotConfig config(GoldenCase golden) {
    JsonNode c = golden.config();
    IbotConfig d = IbotConfig.defaults();
    Schedule.EpochSteps temperature = MultiCropCase.temperatures(c);
    return new IbotConfig(
        c.path("lambda1").asDouble(d.classWeight()),
        c.path("lambda2").asDouble(d.patchWeight()),
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
        temperature.end(),
        temperature.start(),
        temperature.epochs(),
        c.path("momentum_teacher").asDouble(),
        c.path("center_momentum").asDouble(d.centreMomentum()),
        c.path("local_crops").asInt(),
        MultiCropCase.localSide(c, d.localSide()),
        d.cropBoundary());
  }
}
