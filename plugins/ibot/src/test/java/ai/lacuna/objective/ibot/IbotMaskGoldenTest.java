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
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks against the official loader: draw by draw, and as a distribution. */
class IbotMaskGoldenTest {

  private static final int DRAWS = 4000;

  static Stream<GoldenCase> cases() {
    return Golden.cases("ibot", "mask");
  }

  // Gives the numbers that the official loader drew. It draws a ratio before it chooses between
  // that and none; here it is the other way round.
  private static final class Replay implements RandomGenerator {
    private final Iterator<JsonNode> draws;
    private final double ratio;
    private final int choice;
    private boolean first = true;

    Replay(JsonNode draws) {
      this.draws = draws.iterator();
      ratio = next("uniform").asDouble();
      choice = next("choice_index").asInt();
    }

    private JsonNode next(String kind) {
      JsonNode draw = draws.next();
      assertThat(draw.path(0).asText()).isEqualTo(kind);
      return draw.path(1);
    }

    @Override
    public double nextDouble() {
      return choice == 1 ? 0 : 0.75;
    }

    @Override
    public double nextDouble(double from, double to) {
      double value = first ? ratio : next("uniform").asDouble();
      first = false;
      assertThat(value).isBetween(from, to);
      return value;
    }

    @Override
    public int nextInt(int bound) {
      int value = next("randint").asInt();
      assertThat(value).isBetween(0, bound - 1);
      return value;
    }

    @Override
    public long nextLong() {
      throw new UnsupportedOperationException("not recorded");
    }
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
  void replay(GoldenCase golden) throws IOException {
    JsonNode replays = Json.read(golden.file("replay.json"), JsonNode.class);
    long[] expected = golden.longs("out.masks");
    assertThat(replays).isNotEmpty();
    for (int n = 0; n < replays.size(); n++) {
      Replay random = new Replay(replays.path(n));
      boolean[] hidden = spec(golden).draw(grid(golden), random).hidden();
      for (int i = 0; i < hidden.length; i++) {
        assertThat(hidden[i])
            .as("mask %d, patch %d", n, i)
            .isEqualTo(expected[n * hidden.length + i] == 1);
      }
      assertThat(random.draws).as("draws left of mask " + n).isExhausted();
    }
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
