package ai.lacuna.objective.mocov3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.schedule.Moment;
import org.junit.jupiter.api.Test;

class MocoPluginTest {

  private static PlanContext context(EncoderOutput.ClassToken classToken) {
    Grid grid = new Grid(14, 14);
    return new PlanContext(
        new ImageShape(3, 224, 224), 16, grid, new EncoderOutput(grid, 384, classToken));
  }

  private static Plan plan(MocoConfig config) {
    return new MocoPlugin().create(config).plan(context(EncoderOutput.ClassToken.FIRST));
  }

  @Test
  void thePlanComparesTwoCropsOfAllImages() {
    Plan plan = plan(MocoConfig.defaults());
    assertThat(plan.views()).hasSize(1);
    assertThat(plan.view().count()).isEqualTo(2);
    assertThat(plan.lossScope()).isEqualTo(LossScope.WHOLE_BATCH);
    TeacherSpec teacher = plan.teacher().orElseThrow();
    assertThat(teacher.when()).isEqualTo(TeacherSpec.When.BEFORE_LOSS);
    assertThat(teacher.modules()).containsExactly("projector");
  }

  @Test
  void theMomentumFollowsTheOfficialCosine() {
    for (int update : new int[] {0, 3, 50, 99}) {
      double official = 1 - 0.5 * (1 + Math.cos(Math.PI * update / 100)) * (1 - 0.99);
      double ours =
          MocoConfig.defaults().momentumEncoder().momentum().at(new Moment(update, 10, 10));
      assertThat(ours).isCloseTo(official, within(1e-12));
    }
  }

  @Test
  void thePatchProjectionIsFrozenUnlessARecipeSaysOtherwise() {
    assertThat(plan(MocoConfig.defaults()).freezes())
        .containsExactly(new Freeze(new NamePattern("encoder.patch_embed.*"), Freeze.ALWAYS));
    MocoConfig trained = new MocoConfig(0.2, 0.99, 8, 4, MocoConfig.PatchProjection.TRAINED, 0.08);
    assertThat(plan(trained).freezes()).isEmpty();
  }

  @Test
  void anEncoderWithoutClassTokenIsRefused() {
    assertThatThrownBy(
            () ->
                new MocoPlugin()
                    .create(MocoConfig.defaults())
                    .plan(context(EncoderOutput.ClassToken.NONE)))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("without a class token");
  }
}
