package ai.lacuna.objective.beit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.Plan;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.Target;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.VitConfig;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class BeitPluginTest {

  private static final BackboneConfig BASE = BackboneConfig.preset("beit-base/16");

  private static Plan plan(BackboneConfig backbone, int vocabulary) {
    return new BeitPlugin()
        .create(BeitConfig.defaults())
        .plan(backbone.context(3).withVocabulary(vocabulary));
  }

  private static long codes(Plan plan) {
    ModuleSpec.Custom head = (ModuleSpec.Custom) plan.modules().get("head");
    return head.parameters().get("bias").shape().size();
  }

  @Test
  void isFoundByName() {
    assertThat(ServiceLoader.load(ObjectivePlugin.class))
        .anySatisfy(plugin -> assertThat(plugin.name()).isEqualTo("beit"));
  }

  @Test
  void everyRecipeExists() {
    for (String recipe : new BeitPlugin().recipes()) {
      assertThat(BeitPlugin.class.getResource(recipe + ".yaml")).as(recipe).isNotNull();
    }
  }

  @Test
  void thePlanAsksForTokensAndScoresEachCode() {
    assertThat(plan(BASE, 0).target()).isEqualTo(Target.TOKENS);
    assertThat(plan(BASE, 0).lossScope()).isEqualTo(LossScope.WEIGHED_IMAGES);
    assertThat(codes(plan(BASE, 0))).isEqualTo(1);
    assertThat(codes(plan(BASE, 8192))).isEqualTo(8192);
  }

  @Test
  void defaultsHideAsManyPatchesAsTheOfficialCode() {
    MaskSpec.BlockWise mask = (MaskSpec.BlockWise) plan(BASE, 0).view().mask();
    assertThat(mask.budget(new Grid(14, 14))).isEqualTo(75);
    assertThat(mask.minBlock(new Grid(14, 14))).isEqualTo(16);
  }

  @Test
  void anEncoderWithoutATokenForEachPatchIsRefused() {
    assertThatThrownBy(() -> plan(BackboneConfig.preset("swin-tiny"), 64))
        .isInstanceOf(LacunaException.class)
        .hasMessage(
            "backbone: given tokens on a grid of 7x7 for patches on one of 56x56, expected a token"
                + " for each patch, as each patch has a code to predict. Fix: use type vit, or the"
                + " objective simmim");
  }

  @Test
  void aBudgetBelowOneBlockIsRefused() {
    BackboneConfig backbone =
        new VitConfig(List.of(32), 4, 64, 2, 4, 4, VitConfig.Position.LEARNED);
    BeitConfig config = new BeitConfig(0.2, 16);
    assertThatThrownBy(() -> new BeitPlugin().create(config).plan(backbone.context(3)))
        .isInstanceOf(LacunaException.class)
        .hasMessageStartingWith("maskRatio: given 0.2, which is 13 of 64 patches")
        .hasMessageContaining("at least one block of 16 patches");
  }
}
