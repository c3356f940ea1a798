package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.Plan;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Recompute;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.cost.StepCost;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {

  private static int accumulation(BackboneConfig backbone, int batch, int least, int copies) {
    Plan plan = new FillTheGaps(new FillTheGaps.Settings(0.25)).plan(backbone.context(3));
    StepCost cost = StepCost.of(backbone, backbone.shape(3), plan, Recompute.NOTHING);
    return Layout.accumulation(
        Toy.config(c -> c.put("batch", batch).put("accumulation", least)),
        copies,
        StepSize.of(cost));
  }

  @Test
  void microBatchesOfLargeModelsAreSmall() {
    BackboneConfig large =
        new VitConfig(List.of(224), 16, 384, 12, 6, 4, VitConfig.Position.SINCOS);
    assertThat(accumulation(large, 64, 1, 2)).isGreaterThan(1);
    assertThat(64 % (2 * accumulation(large, 64, 1, 2))).isZero();
    assertThat(accumulation(large, 64, 32, 2)).isEqualTo(32);
    assertThat(accumulation(large, 62, 1, 2)).as("31 is prime").isEqualTo(1);
  }

  @Test
  void microBatchesOfSmallModelsStayWhole() {
    BackboneConfig small = new VitConfig(List.of(32), 4, 128, 6, 4, 4, VitConfig.Position.SINCOS);
    assertThat(accumulation(small, 128, 1, 2)).isEqualTo(1);
    assertThat(accumulation(small, 128, 2, 2)).isEqualTo(2);
  }
}
