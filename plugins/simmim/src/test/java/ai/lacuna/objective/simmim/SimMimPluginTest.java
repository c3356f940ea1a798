package ai.lacuna.objective.simmim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.Plan;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.SwinConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimMimPluginTest {

  private static final SimMimConfig DEFAULTS = SimMimConfig.defaults();
  // 192 px, as the paper: 48 x 48 patches, 6 x 6 tokens of 32 px.
  private static final BackboneConfig SWIN =
      new SwinConfig(
          List.of(192),
          4,
          128,
          List.of(2, 2, 18, 2),
          List.of(4, 8, 16, 32),
          List.of(6, 6, 6, 6),
          4);

  private static Plan plan(SimMimConfig config, BackboneConfig backbone) {
    return new SimMimPlugin().create(config).plan(backbone.context(3));
  }

  private static SimMimConfig resolution(int pixels) {
    return new SimMimConfig(
        DEFAULTS.maskPatch(),
        DEFAULTS.maskRatio(),
        DEFAULTS.loss(),
        pixels,
        DEFAULTS.head(),
        DEFAULTS.headRatio(),
        DEFAULTS.headDepth(),
        DEFAULTS.headHeads());
  }

  @Test
  void anySuitableEncoderIsAsked() {
    for (BackboneConfig backbone : List.of(SWIN, BackboneConfig.preset("beit-base/16"))) {
      Plan plan = plan(DEFAULTS, backbone);
      Problems problems = new Problems();
      backbone.checkPlan(plan, problems);
      assertThat(problems.list()).isEmpty();
      int side = 32 / backbone.patch();
      assertThat(plan.view().mask()).isEqualTo(new MaskSpec.Squares(0.6, side));
    }
  }

  @Test
  void theHeadPredictsTheSquareOfAToken() {
    assertThat(outputs(plan(DEFAULTS, SWIN))).isEqualTo(32 * 32 * 3);
    assertThat(outputs(plan(resolution(48), SWIN))).isEqualTo(8 * 8 * 3);
    assertThat(outputs(plan(resolution(6), SWIN))).isEqualTo(3);
  }

  private static long outputs(Plan plan) {
    ModuleSpec.Custom head = (ModuleSpec.Custom) plan.modules().get("head");
    return head.parameters().get("pred.bias").shape().size();
  }

  @Test
  void squaresThatDoNotFitAreRefused() {
    SimMimConfig config =
        new SimMimConfig(24, 0.6, SimMimConfig.Loss.L1, 0, SimMimConfig.HeadKind.LINEAR, 1, 1, 1);
    assertThatThrownBy(() -> plan(config, BackboneConfig.preset("beit-base/16")))
        .isInstanceOf(LacunaException.class)
        .hasMessage(
            "maskPatch: given 24, expected a multiple of the patch side 16 that divides the"
                + " image, 224 x 224. Fix: use one of [16, 32, 112, 224]");
  }

  @Test
  void aTransformerAsHeadNeedsAFittingWidth() {
    SimMimConfig config =
        new SimMimConfig(
            32, 0.6, SimMimConfig.Loss.L1, 0, SimMimConfig.HeadKind.TRANSFORMER, 0.1, 1, 8);
    assertThatThrownBy(() -> plan(config, BackboneConfig.preset("beit-base/16")))
        .isInstanceOf(LacunaException.class)
        .hasMessageStartingWith("headRatio: given 0.1, which is a width of 77")
        .hasMessageContaining("headHeads = 8");
  }

  @Test
  void resolutionsThatDoNotFitAreRefused() {
    for (int pixels : new int[] {3, 64, 100, 384}) {
      assertThatThrownBy(() -> plan(resolution(pixels), SWIN))
          .isInstanceOf(LacunaException.class)
          .hasMessageStartingWith("targetResolution: given " + pixels)
          .hasMessageContaining("maskPatch = 32");
    }
  }
}
