package ai.lacuna.objective.beit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Replay;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Block-wise masks against the official generator: draw by draw, and as a distribution. */
class BeitMaskGoldenTest {

  private static final int DRAWS = 4000;

  static Stream<GoldenCase> cases() {
    return Golden.cases("beit", "masking");
  }

  private static MaskSpec.BlockWise spec(GoldenCase golden) {
    JsonNode c = golden.config();
    double budget = c.path("num_masking_patches").asDouble();
    return new MaskSpec.BlockWise(
        budget / grid(golden).size(),
        c.path("min_num_patches").asInt(),
        MaskSpec.BlockWise.Shortfall.KEEP);
  }

  private static Grid grid(GoldenCase golden) {
    int side = golden.config().path("input_size").asInt();
    return new Grid(side, side);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void replay(GoldenCase golden) {
    // The official generator also draws areas between equal bounds, where there is nothing to draw.
    Replay.Draw fixed =
        new Replay.Draw(Replay.UNIFORM, golden.config().path("min_num_patches").asDouble());
    Replay.assertSameMasks(
        golden,
        spec(golden),
        grid(golden),
        draws -> draws.stream().filter(draw -> !draw.equals(fixed)).toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void statistics(GoldenCase golden) {
    Grid grid = grid(golden);
    JsonNode stats = golden.description().path("stats");
    double[] frequency = new double[grid.size()];
    double sum = 0;
    for (int n = 0; n < DRAWS; n++) {
      PatchMask mask = spec(golden).draw(grid, new Streams(0).at("mask", 0, n));
      int count = mask.size() - mask.visible();
      assertThat(count).isLessThanOrEqualTo(spec(golden).budget(grid));
      sum += count;
      boolean[] hidden = mask.hidden();
      for (int i = 0; i < hidden.length; i++) {
        frequency[i] += hidden[i] ? 1.0 / DRAWS : 0;
      }
    }
    int recorded = golden.config().path("n").asInt();
    double error = stats.path("count_std").asDouble() * Math.sqrt(1.0 / recorded + 1.0 / DRAWS);
    assertThat(Math.abs(sum / DRAWS - stats.path("count_mean").asDouble())).isLessThan(3 * error);
    // Blocks crowd in the middle. Four standard errors of the recorded share of a corner.
    double corner = stats.path("position_freq_corner").asDouble();
    assertThat(frequency[0])
        .isBetween(corner - margin(corner, recorded), corner + margin(corner, recorded));
    double centre = stats.path("position_freq_centre").asDouble();
    int middle = grid.rows() / 2 * grid.columns() + grid.columns() / 2;
    assertThat(frequency[middle])
        .isBetween(centre - margin(centre, recorded), centre + margin(centre, recorded));
  }

  private static double margin(double share, int draws) {
    return 4 * Math.sqrt(share * (1 - share) / draws);
  }
}
