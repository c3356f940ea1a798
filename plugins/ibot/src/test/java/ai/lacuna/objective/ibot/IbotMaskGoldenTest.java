package ai.lacuna.objective.ibot;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.PlanContext;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Replay;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks against the official loader: draw by draw, and as a distribution. */
class IbotMaskGoldenTest {

  private static final int DRAWS = 4000;

  static Stream<GoldenCase> cases() {
    return Golden.cases("ibot", "mask");
  }

  private static Grid grid(GoldenCase golden) {
    int side = golden.config().path("grid").asInt();
    return new Grid(side, side);
  }

  // The defaults are the published ratios.
  private static MaskSpec spec(GoldenCase golden) {
    JsonNode c = golden.config();
    IbotConfig d = IbotConfig.defaults();
    assertThat(d.maskRatio()).isEqualTo(c.path("pred_ratio").path(1).asDouble());
    assertThat(d.maskSpread()).isEqualTo(c.path("pred_ratio_var").path(1).asDouble());
    Grid grid = grid(golden);
    int patch = c.path("patch_size").asInt();
    PlanContext context =
        new PlanContext(
            new ImageShape(3, grid.rows() * patch, grid.columns() * patch),
            patch,
            grid,
            new EncoderOutput(grid, 8, EncoderOutput.ClassToken.FIRST));
    return d.views(context).get(0).mask();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void replay(GoldenCase golden) {
    Replay.assertSameMasks(golden, spec(golden), grid(golden), IbotMaskGoldenTest::choiceFirst);
  }

  // The official loader draws a ratio before it chooses between that and none; here it is the other
  // way round, and without a choice of hidden patches there is no ratio.
  private static List<Replay.Draw> choiceFirst(List<Replay.Draw> recorded) {
    Replay.Draw ratio = recorded.get(0);
    Replay.Draw choice = recorded.get(1);
    assertThat(ratio.kind()).isEqualTo(Replay.UNIFORM);
    assertThat(choice.kind()).isEqualTo("choice_index");
    List<Replay.Draw> draws = new ArrayList<>(recorded.subList(2, recorded.size()));
    boolean hides = choice.value() == 1;
    if (hides) {
      draws.add(0, ratio);
    }
    draws.add(0, new Replay.Draw(Replay.RANDOM, hides ? 0 : 0.75));
    return draws;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void statistics(GoldenCase golden) {
    Grid grid = grid(golden);
    long[] counts = golden.longs("out.counts");
    double recorded = Arrays.stream(counts).average().orElseThrow();
    double variance =
        Arrays.stream(counts).mapToDouble(c -> (c - recorded) * (c - recorded)).sum()
            / (counts.length - 1);
    double sum = 0;
    double none = 0;
    for (int n = 0; n < DRAWS; n++) {
      PatchMask mask = spec(golden).draw(grid, new Streams(0).at("mask", 0, n));
      int count = mask.size() - mask.visible();
      assertThat(count).isLessThanOrEqualTo(grid.size() / 2);
      sum += count;
      none += count == 0 ? 1.0 / DRAWS : 0;
    }
    double error = Math.sqrt(variance * (1.0 / counts.length + 1.0 / DRAWS));
    assertThat(Math.abs(sum / DRAWS - recorded)).isLessThan(3 * error);
    assertThat(none).isBetween(0.5 - 4 * 0.5 / Math.sqrt(DRAWS), 0.5 + 4 * 0.5 / Math.sqrt(DRAWS));
  }
}
