package ai.lacuna.objective.aim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.Plan;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Bias;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Positions;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.VitConfig;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.Recipe;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.run.WorkflowPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

class AimPluginTest {

  private static final AimConfig DEFAULTS = AimConfig.defaults();
  private static final BackboneConfig PUBLISHED = BackboneConfig.preset("aim-600m/14");

  private static Plan plan(AimConfig config, BackboneConfig backbone) {
    return new AimPlugin().create(config).plan(backbone.context(3));
  }

  private static AimConfig with(AimConfig.Attention attention) {
    return new AimConfig(
        attention, 64, 1, 4, Positions.SINCOS, Bias.NONE, AimConfig.PixelTarget.PIXELS);
  }

  @Test
  void thePlanIsThePapers() {
    Plan plan = plan(DEFAULTS, PUBLISHED);
    assertThat(plan.mode()).isEqualTo(EncodeMode.PREFIX_CAUSAL);
    assertThat(((MaskSpec.Prefix) plan.view().mask()).longest(PUBLISHED.grid())).isEqualTo(255);
    assertThat(plan.modules().get("head"))
        .isEqualTo(new ModuleSpec.TokenMlp(2048, 12, 4, 588, Positions.SINCOS, Bias.NONE));
    double rate = plan.defaults().baseLearningRate() * plan.defaults().batch() / 256;
    assertThat(rate).isEqualTo(1e-3);
  }

  @Test
  void causalAttentionIsAPrefixOfOnePatch() {
    assertThat(plan(with(AimConfig.Attention.CAUSAL), PUBLISHED).view().mask())
        .isEqualTo(new MaskSpec.Prefix(1));
  }

  @Test
  void anyVisionTransformerWillDoAndASwinIsRefused() {
    for (BackboneConfig backbone : List.of(PUBLISHED, BackboneConfig.preset("vit-base/16"))) {
      Problems problems = new Problems();
      backbone.checkPlan(plan(DEFAULTS, backbone), problems);
      assertThat(problems.list()).isEmpty();
    }
    BackboneConfig swin = BackboneConfig.preset("swin-tiny");
    Problems problems = new Problems();
    swin.checkPlan(plan(DEFAULTS, swin), problems);
    assertThat(problems.list()).extracting(Problem::path).containsExactly("type");
  }

  @Test
  void anImageOfOnePatchIsRefused() {
    BackboneConfig one = VitConfig.likeAim(List.of(16), 16, 16, 1, 2, 4);
    assertThatThrownBy(() -> plan(DEFAULTS, one))
        .isInstanceOf(LacunaException.class)
        .hasMessage(
            "backbone.patch: given 16, which makes one patch of an image, expected at least two"
                + " patches, as the second is predicted from the first. Fix: use smaller patches or"
                + " larger images");
  }

  @Test
  void positionsNeedAFittingWidth() {
    BackboneConfig odd = new VitConfig(List.of(16), 4, 30, 1, 2, 4, VitConfig.Position.LEARNED);
    assertThatThrownBy(() -> plan(DEFAULTS, odd))
        .isInstanceOf(LacunaException.class)
        .hasMessageStartingWith("headPositions: given sincos")
        .hasMessageContaining("width 30 is no multiple of 4");
  }

  @Test
  void theHostSaysWhereARecipeHasThePositions() {
    Recipe recipe =
        RecipeReader.read(
            "r.yaml",
            """
            name: a
            data: {train: {source: shapes, count: 20}}
            pretrain:
              objective: aim
              config: {headPositions: sincos}
              backbone: {image: [16], patch: 4, width: 30, depth: 1, heads: 2, position: learned}
              batch: 20
            """,
            List.of());
    assertThatThrownBy(() -> WorkflowPlan.of(recipe, Plugins.load()))
        .isInstanceOf(LacunaException.class)
        .hasMessageStartingWith("pretrain.config.headPositions (r.yaml:5): given sincos");
  }

  @Test
  void anMlpNeedsANeuron() {
    Problems problems = new Problems();
    new AimConfig(
            AimConfig.Attention.PREFIX,
            4,
            1,
            0.2,
            Positions.NONE,
            Bias.ALL,
            AimConfig.PixelTarget.PIXELS)
        .check(problems);
    assertThat(problems.list()).extracting(Problem::path).containsExactly("headMlpRatio");
  }
}
