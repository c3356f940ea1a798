package ai.lacuna.objective.data2vec;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.BlockOutput;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.InitialValues;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.VitConfig.Position;
import ai.lacuna.model.VitConfig.RelativePosition;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.objective.data2vec.Data2VecConfig.Normalisation;
import ai.lacuna.training.golden.OfficialCode;
import ai.lacuna.training.golden.OfficialStep;
import ai.lacuna.training.golden.VitSizes;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.Optimizer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole updates with the teacher, and initial values, against the official implementation. */
class Data2VecGoldenTest {

  private static final OfficialCode OFFICIAL =
      new OfficialCode() {
        @Override
        public String ours(String official) {
          if (official.equals("mask_token")) {
            return official;
          }
          return official.startsWith("lm_head.")
              ? official.replace("lm_head.", "head.")
              : "encoder."
                  + official.replace("gamma_1", "ls1.gamma").replace("gamma_2", "ls2.gamma");
        }

        // The official teacher is a copy of everything; what it computes with is the encoder.
        @Override
        public boolean teaches(String official) {
          return !official.startsWith("lm_head.")
              && !official.equals("mask_token")
              && !official.endsWith("relative_position_index");
        }
      };

  private static final Moment FIRST = new Moment(0, 1, 1);

  static Stream<GoldenCase> steps() {
    return Golden.cases("data2vec");
  }

  static Stream<GoldenCase> initialValues() {
    return Golden.cases("init", "data2vec");
  }

  // One update with our own gradients.
  @ParameterizedTest
  @MethodSource("steps")
  void step(GoldenCase golden) {
    Data2VecObjective objective = new Data2VecObjective(config(golden));
    try (OfficialStep official = official(golden)) {
      Optimizer optimizer = official.optimizer(official.groups(List.of()));
      try (NDManager scope = official.manager().newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        NDArray images = golden.array(scope, "input.images");
        Step step = official.network().step(scope, images, golden.masks("input.bool_masked_pos"));
        assertBlocks(golden, official, step);
        official.assertStage("target", step.ofHidden(objective.target(step)));
        NDArray encoded = step.encode();
        official.assertStage("student_encoder_output", encoded);
        official.assertStage("pred", step.ofHidden(step.run("head", encoded.get(":, 1:"))));
        NDArray loss = objective.loss(step).total();
        official.assertLoss(loss);
        Autograd.backward(loss);
      }
      official.assertGradients();
      clip(golden, official.gradients());
      optimizer.update(official.rate());
      official.network().afterUpdate(objective, FIRST);
      official.assertUpdated(OfficialStep.From.OWN_GRADIENTS);
      official.assertTeacher(1 - golden.config().path("ema_decay").asDouble());
    }
  }

  // The optimizer's arithmetic alone.
  @ParameterizedTest
  @MethodSource("steps")
  void anUpdateFromRecordedGradients(GoldenCase golden) {
    try (OfficialStep official = official(golden)) {
      official.assertRecordedUpdate(
          official.groups(List.of()), gradients -> clip(golden, gradients));
    }
  }

  @ParameterizedTest
  @MethodSource("initialValues")
  void initialValuesAreDistributedAlike(GoldenCase golden) {
    JsonNode expected = InitialValues.recorded(golden);
    double layerScale = expected.path("blocks.0.gamma_1").path("mean").asDouble();
    BackboneConfig backbone =
        VitSizes.of(golden.config()).likeBeit(Position.NONE, layerScale, RelativePosition.SHARED);
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
    OFFICIAL.assertFirstValues(
        golden, backbone, new Data2VecObjective(config).plan(backbone.context(3)));
  }

  private static void assertBlocks(GoldenCase golden, OfficialStep official, Step step) {
    Data2VecConfig config = config(golden);
    String suffix = config.blockOutput() == BlockOutput.MLP ? "_fc" : "";
    NDArray blocks = step.teacher().encodeBlocks(ViewSpec.IMAGE, config.blockOutput());
    JsonNode layers = golden.config().path("target_layers");
    assertThat(blocks.getShape().get(0)).isEqualTo(layers.size());
    for (int l = 0; l < layers.size(); l++) {
      official.assertStage("teacher_block" + layers.path(l).asInt() + suffix, blocks.get(l));
    }
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

  private static OfficialStep official(GoldenCase golden) {
    OfficialStep official = OfficialStep.of(golden, OFFICIAL, backbone(golden), plan(golden));
    official.setTeacher("teacher.param.", UnaryOperator.identity());
    return official;
  }

  private static Plan plan(GoldenCase golden) {
    return new Data2VecObjective(config(golden)).plan(backbone(golden).context(3));
  }

  private static BackboneConfig backbone(GoldenCase golden) {
    JsonNode c = golden.config();
    return VitSizes.of(c)
        .likeBeit(
            c.path("abs_pos").asBoolean() ? Position.LEARNED : Position.NONE,
            c.path("init_values").asDouble(),
            c.path("shared_rel_pos_bias").asBoolean()
                ? RelativePosition.SHARED
                : RelativePosition.NONE);
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
}
