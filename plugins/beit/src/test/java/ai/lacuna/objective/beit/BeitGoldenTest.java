package ai.lacuna.objective.beit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Draws;
import ai.lacuna.model.Labels;
import ai.lacuna.model.ViewInput;
import ai.lacuna.model.VitConfig.Position;
import ai.lacuna.model.VitConfig.RelativePosition;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.golden.OfficialStep;
import ai.lacuna.training.golden.VitSizes;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One step against the official implementation: tokens, scores, loss, gradients, decay. */
class BeitGoldenTest {

  static Stream<GoldenCase> cases() {
    return Stream.concat(
        Golden.cases("beit", "shared_relpos"), Golden.cases("beit", "block_relpos"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void step(GoldenCase golden) {
    JsonNode c = golden.config();
    BackboneConfig backbone = backbone(c);
    BeitObjective objective = new BeitObjective(BeitConfig.defaults());
    Plan plan = objective.plan(backbone.context(3).withVocabulary(c.path("vocab_size").asInt()));
    try (OfficialStep official = OfficialStep.of(golden, BeitGoldenTest::ours, backbone, plan);
        Autograd.Scope recording = Autograd.recording()) {
      NDArray images = golden.array(official.manager(), "input.images");
      Shape shape = new Shape(golden.shape("input.token_ids"));
      NDArray tokens = official.manager().create(golden.longs("input.token_ids"), shape);
      Draws draws = Draws.of(golden.masks("input.bool_masked_pos"));
      Step step =
          official
              .network()
              .step(
                  official.manager(),
                  List.of(new ViewInput(images, draws)),
                  Labels.NONE,
                  Optional.of(tokens),
                  new Moment(0, 1, 1));

      NDArray encoded = step.encode();
      official.assertStage("encoder_output", encoded);
      NDArray scores = step.run("head", step.ofHidden(encoded.get(":, 1:")));
      official.assertStage("logits_masked", scores);
      assertThat(step.hiddenTarget().toLongArray()).isEqualTo(golden.longs("mid.labels"));
      NDArray loss = objective.loss(step).total();
      official.assertLoss(loss);
      Autograd.backward(loss);
      official.assertGradients();
      official.assertGroups(official.groups(List.of()));
    }
  }

  private static BackboneConfig backbone(JsonNode c) {
    return VitSizes.of(c)
        .likeBeit(
            c.path("use_abs_pos_emb").asBoolean() ? Position.LEARNED : Position.NONE,
            c.path("layer_scale_init_value").asDouble(),
            c.path("use_shared_rel_pos_bias").asBoolean()
                ? RelativePosition.SHARED
                : RelativePosition.PER_BLOCK);
  }

  private static String ours(String name) {
    if (name.equals("mask_token")) {
      return name;
    }
    return name.startsWith("lm_head.")
        ? name.replace("lm_head.", "head.")
        : "encoder." + name.replace("gamma_1", "ls1.gamma").replace("gamma_2", "ls2.gamma");
  }
}
