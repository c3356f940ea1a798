package ai.lacuna.objective.mocov3;

import static ai.lacuna.files.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Draws;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Initialisation;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.golden.OfficialCode;
import ai.lacuna.training.golden.OfficialStep;
import ai.lacuna.training.golden.Tolerance;
import ai.lacuna.training.golden.VitSizes;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loss, first values, and whole updates with the momentum encoder: the official code. */
class MocoGoldenTest {

  private static final OfficialCode OFFICIAL =
      new OfficialCode() {
        @Override
        public String ours(String official) {
          return official
              .replaceFirst("^base_encoder[.]head[.]", "projector.")
              .replaceFirst("^base_encoder[.]", "encoder.");
        }

        // Positions are a table, not a parameter.
        @Override
        public boolean trains(String official) {
          return !official.endsWith("pos_embed") && !official.startsWith("momentum_encoder.");
        }

        @Override
        public boolean teaches(String official) {
          return trains(official);
        }

        // The fixture allows more of loss and gradients than others. Stages are allowed twice the
        // strict difference: behind five batch norms over six images the recorded ones are up to
        // 1e-5 from float64 themselves, and so are ours.
        @Override
        public Tolerance tolerance() {
          return new Tolerance(1e-5, 2 * Tolerance.STRICT.stage(), 1e-4, 0);
        }
      };

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
      NDArray queries = golden.array(manager, "input.q");
      queries.setRequiresGradient(true);
      NDArray keys = golden.array(manager, "input.k");
      NDArray loss = MocoObjective.contrast(queries, keys, golden.config().path("T").asDouble());
      assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 1e-5);
      Autograd.backward(loss);
      float[] gradient = queries.getGradient().toFloatArray();
      assertClose("gradient", gradient, golden.floats("grad.q"), 1e-7, 1e-4);
    }
  }

  // One update with our own gradients.
  @ParameterizedTest
  @MethodSource("steps")
  void step(GoldenCase golden) {
    MocoObjective objective = new MocoObjective(config(golden.config()));
    try (OfficialStep official = official(golden)) {
      official.network().beforeLoss(START);
      for (String name : golden.names("momentum_after.")) {
        if (OFFICIAL.trains(name)) {
          NDArray moved = official.buffer("teacher." + OFFICIAL.ours("base_encoder." + name));
          float[] expected = golden.floats("momentum_after." + name);
          assertClose(name, moved.toFloatArray(), expected, 1e-6, 0);
        }
      }
      try (NDManager scope = official.manager().newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        NDArray images = golden.array(scope, "input.x1", "input.x2");
        Step step = official.network().step(scope, images, draws(golden), START);
        NDArray tokens = step.encode().get(":, 0");
        NDArray seen = step.teacher().encode().get(":, 0");
        for (int crop = 0; crop < 2; crop++) {
          official.assertStage("q" + (crop + 1), MocoObjective.query(step, tokens, crop));
          official.assertStage("k" + (crop + 1), MocoObjective.key(step, seen, crop));
        }
        NDArray loss = objective.loss(step).total();
        official.assertLoss(loss);
        Autograd.backward(loss);
      }
      official.assertGradients();
      official.optimizer(official.groups(List.of())).update(official.rate());
      official.network().afterUpdate(objective, START);
      official.assertUpdated(OfficialStep.From.OWN_GRADIENTS);
    }
  }

  @ParameterizedTest
  @MethodSource("steps")
  void anUpdateFromRecordedGradients(GoldenCase golden) {
    try (OfficialStep official = official(golden)) {
      official.assertRecordedUpdate(official.groups(List.of()));
    }
  }

  @ParameterizedTest
  @MethodSource("starts")
  void firstValues(GoldenCase golden) {
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
    BackboneConfig backbone = backbone(c);
    OFFICIAL.assertFirstValues(
        golden, backbone, new MocoObjective(config).plan(backbone.context(3)));
  }

  private static BackboneConfig backbone(JsonNode c) {
    return VitSizes.of(c).with(VitConfig.Position.SINCOS_ROWS_FIRST, Initialisation.MOCO_V3);
  }

  private static OfficialStep official(GoldenCase golden) {
    JsonNode c = golden.config();
    BackboneConfig backbone = backbone(c);
    OfficialStep official =
        OfficialStep.of(
            golden, OFFICIAL, backbone, new MocoObjective(config(c)).plan(backbone.context(3)));
    official.setTeacher("param.momentum_encoder.", name -> "base_encoder." + name);
    return official;
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

  private static Draws draws(GoldenCase golden) {
    JsonNode c = golden.config();
    int side = c.path("img_size").asInt() / c.path("patch_size").asInt();
    PatchMask all = PatchMask.of(new boolean[side * side]);
    return Draws.of(Collections.nCopies(2 * c.path("batch").asInt(), all));
  }
}
