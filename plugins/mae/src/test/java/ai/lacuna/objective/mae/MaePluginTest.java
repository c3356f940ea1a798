package ai.lacuna.objective.mae;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.PatchMask;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaePluginTest {

  private static List<Problem> problems(MaeConfig config) {
    Problems problems = new Problems();
    config.check(problems);
    return problems.list();
  }

  @Test
  void thePlanPredictsAllValuesOfAPatch() {
    PlanContext context =
        new PlanContext(
            new ImageShape(5, 32, 48),
            8,
            new Grid(4, 6),
            new EncoderOutput(new Grid(4, 6), 64, EncoderOutput.ClassToken.FIRST));
    Plan plan = new MaePlugin().create(MaeConfig.defaults()).plan(context);
    assertThat(plan.modules().get("decoder"))
        .isEqualTo(new ModuleSpec.MaskedDecoder(512, 8, 16, 4, 8 * 8 * 5));
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    MaeConfig config =
        new MaeConfig(
            0.7, 30, 8, 16, 0.01, MaeConfig.PixelTarget.PIXELS, MaeConfig.MaskSampling.GRID);
    assertThat(problems(config))
        .extracting(Problem::path)
        .containsExactly("maskRatio", "decoderHeads", "decoderWidth", "decoderMlpRatio");
  }

  @ParameterizedTest
  @EnumSource
  void everySamplingLeavesAQuarterVisible(MaeConfig.MaskSampling sampling) {
    MaeConfig d = MaeConfig.defaults();
    MaeConfig config =
        new MaeConfig(
            d.maskRatio(),
            d.decoderWidth(),
            d.decoderDepth(),
            d.decoderHeads(),
            d.decoderMlpRatio(),
            d.target(),
            sampling);
    assertThat(problems(config)).isEmpty();
    for (int i = 0; i < 20; i++) {
      PatchMask mask = config.maskSpec().draw(new Grid(14, 14), new SplittableRandom(i));
      assertThat(mask.visible()).isEqualTo(49);
    }
  }
}
