package ai.lacuna.objective.dino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.distillation.Distillation;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.Engine;
import org.junit.jupiter.api.Test;

class DinoPluginTest {

  private static PlanContext context(EncoderOutput.ClassToken classToken) {
    Grid grid = new Grid(14, 14);
    return new PlanContext(
        new ImageShape(3, 224, 224), 16, grid, new EncoderOutput(grid, 384, classToken));
  }

  private static Plan plan(DinoConfig config) {
    return new DinoPlugin().create(config).plan(context(EncoderOutput.ClassToken.FIRST));
  }

  @Test
  void thePaperHasTwoLargeCropsAndEightOf96Pixels() {
    Plan plan = plan(DinoConfig.defaults());
    assertThat(plan.views()).extracting(ViewSpec::name).containsExactly("global", "local");
    assertThat(plan.views()).extracting(ViewSpec::count).containsExactly(2, 8);
    assertThat(plan.views().get(1).side()).isEqualTo(96);
  }

  @Test
  void lengthsAreNeverTrainedAndDirectionsWaitForAnEpoch() {
    assertThat(plan(DinoConfig.defaults()).freezes())
        .containsExactly(
            new Freeze(new NamePattern("head.last_layer.weight_g"), Freeze.ALWAYS),
            new Freeze(new NamePattern("head.last_layer.*"), 1));
  }

  @Test
  void theTeacherWarmsUpFrom004To007In30Epochs() {
    DinoConfig config = DinoConfig.defaults();
    assertThat(config.centring().temperature().at(new Moment(0, 5, 100))).isEqualTo(0.04);
    assertThat(config.centring().temperature().at(new Moment(30 * 5, 5, 100))).isEqualTo(0.07);
    assertThat(config.teacher().momentum().at(new Moment(0, 5, 100))).isEqualTo(0.996);
    assertThat(config.centring().momentum()).isEqualTo(0.9);
  }

  @Test
  void anEncoderWithoutClassTokenIsRefused() {
    assertThatThrownBy(
            () ->
                new DinoPlugin()
                    .create(DinoConfig.defaults())
                    .plan(context(EncoderOutput.ClassToken.NONE)))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("without a class token");
  }

  @Test
  void entropyIsZeroForOnePrototypeAndGreatestForAll() {
    try (NDManager manager = Engine.newCpuManager()) {
      assertThat(Distillation.entropy(manager.eye(8)).abs().sum().getFloat()).isZero();
      assertThat(Distillation.entropy(manager.full(new Shape(1, 8), 0.125f)).getFloat())
          .isCloseTo((float) Math.log(8), offset(1e-6f));
    }
  }
}
