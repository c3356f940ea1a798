package ai.lacuna.objective.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.model.Engine;
import ai.lacuna.objective.supervised.SupervisedConfig.Pooling;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupervisedPluginTest {

  private static PlanContext context(EncoderOutput.ClassToken classToken, int classes) {
    Grid grid = new Grid(1, 2);
    return new PlanContext(
        new ImageShape(3, 4, 8), 4, grid, new EncoderOutput(grid, 1, classToken), classes);
  }

  private static Plan plan(SupervisedConfig config, PlanContext context) {
    return new SupervisedPlugin().create(config).plan(context);
  }

  private static SupervisedConfig bare(Pooling pooling) {
    return new SupervisedConfig(pooling, 0, 0, 0, 0);
  }

  @Test
  void imagesAreMixedAndWeightsAveragedUnlessSettingsAreZero() {
    PlanContext context = context(EncoderOutput.ClassToken.FIRST, 3);
    Plan published = plan(SupervisedConfig.defaults(), context);
    assertThat(published.mixing()).isPresent();
    assertThat(published.teacher()).isPresent();
    Plan bare = plan(bare(Pooling.CLASS_TOKEN), context);
    assertThat(bare.mixing()).isEmpty();
    assertThat(bare.teacher()).isEmpty();
  }

  // Tokens 1, 10, 100 of width 1, of which the first may be a class token.
  @ParameterizedTest
  @CsvSource({"CLASS_TOKEN, FIRST, 1", "MEAN, FIRST, 55", "MEAN, NONE, 37"})
  void poolsWhatItIsToldTo(Pooling pooling, EncoderOutput.ClassToken classToken, float expected) {
    Plan plan = plan(bare(pooling), context(classToken, 2));
    ModuleSpec.Custom classifier =
        (ModuleSpec.Custom) Objects.requireNonNull(plan.modules().get("classifier"));
    try (NDManager manager = Engine.newCpuManager()) {
      NDArray tokens = manager.create(new float[] {1, 10, 100}, new Shape(1, 3, 1));
      NDArray logits =
          classifier
              .forward()
              .apply(
                  name ->
                      name.equals("weight")
                          ? manager.create(new float[] {1, -1}, new Shape(2, 1))
                          : manager.create(new float[] {0.5f, 0}),
                  tokens);
      assertThat(logits.getFloat(0, 0)).isCloseTo(expected + 0.5f, within(1e-4f));
      assertThat(logits.getFloat(0, 1)).isCloseTo(-expected, within(1e-4f));
    }
  }

  @Test
  void whatCannotBeClassifiedIsRefused() {
    assertThatThrownBy(() -> plan(bare(Pooling.MEAN), context(EncoderOutput.ClassToken.FIRST, 0)))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("images without labels");
    assertThatThrownBy(
            () -> plan(bare(Pooling.CLASS_TOKEN), context(EncoderOutput.ClassToken.NONE, 3)))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("without a class token");
  }
}
