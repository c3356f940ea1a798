package ai.lacuna.evaluation.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.evaluation.metric.Interval95;
import ai.lacuna.evaluation.metric.PairedComparison.Outcome;
import ai.lacuna.evaluation.metric.Result;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverSeedsTest {

  private static final String PLAIN = "{'epochs': 4, 'precision': 'float32'}";

  @Test
  void seedsOfOneRecipeAreOneGroup() {
    OverSeeds over =
        OverSeeds.of(
            List.of(
                run("a", 0, PLAIN, 0.50, 0.40),
                run("b", 1, PLAIN, 0.52, 0.41),
                run("c", 2, PLAIN, 0.54, 0.42)));
    assertThat(over.groups()).hasSize(1);
    SeedGroup group = over.groups().get(0);
    assertThat(group.recipe()).isEqualTo("recipe");
    assertThat(group.seeds()).containsExactly(0L, 1L, 2L);
    SeedScore score = group.scores().get(0);
    assertThat(score.encoder().mean()).isCloseTo(0.52, within(1e-12));
    SeedScore.SeedFloor floor = score.floors().get(0);
    assertThat(floor.floor()).isEqualTo("random-init");
    assertThat(floor.value().mean()).isCloseTo(0.41, within(1e-12));
    // Leads of 0.10, 0.11, 0.12: 4.302653 * 0.01 / sqrt(3)
    assertThat(floor.lead().mean()).isCloseTo(0.11, within(1e-12));
    assertThat(floor.lead().ci95().low()).isCloseTo(0.11 - 0.0248414, within(1e-7));
    assertThat(floor.outcome()).isEqualTo(Outcome.BETTER);
    assertThat(floor.pValue()).isNull();
    assertThat(group.training().seconds()).isEqualTo(11);
    assertThat(group.training().imagesPerSecond()).isEqualTo(100);
  }

  @Test
  void leadsThatTheSpreadSwallowsAreNotClear() {
    OverSeeds over =
        OverSeeds.of(List.of(run("a", 0, PLAIN, 0.5, 0.4), run("b", 1, PLAIN, 0.5, 0.49)));
    // Leads of 0.10 and 0.01: 12.7062 * 0.045 is far more than their mean.
    assertThat(over.groups().get(0).scores().get(0).floors().get(0).outcome())
        .isEqualTo(Outcome.NO_CLEAR_DIFFERENCE);
  }

  @Test
  void oneSeedKeepsItsPairedTest() {
    SeedScore score =
        OverSeeds.of(List.of(run("a", 0, PLAIN, 0.5, 0.4))).groups().get(0).scores().get(0);
    assertThat(score.encoder().ci95()).isEqualTo(Interval95.wilson(50, 100));
    assertThat(score.floors().get(0).pValue()).isEqualTo(0.01);
    assertThat(score.floors().get(0).outcome()).isEqualTo(Outcome.BETTER);
    assertThat(score.floors().get(0).lead().ci95()).isNull();
  }

  @Test
  void aSeedCountsOnce() {
    SeedGroup group =
        OverSeeds.of(List.of(run("a", 0, PLAIN, 0.5, 0.4), run("again", 0, PLAIN, 0.6, 0.4)))
            .groups()
            .get(0);
    assertThat(group.runs()).containsExactly("a");
    assertThat(group.repeats()).containsExactly("again");
    assertThat(group.scores().get(0).encoder().values()).containsExactly(0.5);
  }

  @Test
  void otherSettingsAreAnotherGroupNamedByThem() {
    OverSeeds over =
        OverSeeds.of(
            List.of(
                run("a", 0, PLAIN, 0.5, 0.4),
                run("b", 0, "{'epochs': 4, 'precision': 'bfloat16'}", 0.5, 0.4),
                run("c", 0, "{'epochs': 4}", 0.5, 0.4)));
    assertThat(over.groups())
        .extracting(SeedGroup::recipe)
        .containsExactly(
            "recipe, precision float32", "recipe, precision bfloat16", "recipe, no precision");
  }

  @Test
  void runsWithoutNumbersAreShownWithoutNumbers() {
    SeedRun bare = new SeedRun("bare", "recipe", 0, tree(PLAIN), List.of(), Training.UNKNOWN);
    OverSeeds over = OverSeeds.of(List.of(bare, run("b", 1, PLAIN, 0.5, 0.4)));
    SeedGroup group = over.groups().get(0);
    assertThat(group.seeds()).hasSize(2);
    assertThat(group.scores().get(0).encoder().n()).isEqualTo(1);
    assertThat(OverSeeds.of(List.of(bare)).groups().get(0).scores()).isEmpty();
    assertThat(OverSeeds.of(List.of(bare)).groups().get(0).training()).isEqualTo(Training.UNKNOWN);
  }

  @Test
  void linearProbesComeFirst() {
    SeedRun run =
        new SeedRun(
            "a",
            "recipe",
            0,
            tree(PLAIN),
            List.of(
                result("knn", "knn", 0.4, Map.of()),
                result("probe", "linear-probe", 0.5, Map.of())),
            Training.UNKNOWN);
    assertThat(OverSeeds.of(List.of(run)).headlines())
        .containsExactly(new Measure("probe", "top1"), new Measure("knn", "top1"));
  }

  private static SeedRun run(
      String name, long seed, String settings, double encoder, double floor) {
    Result.Reference reference = new Result.Reference(floor, encoder - floor, 0.01);
    return new SeedRun(
        name,
        "recipe",
        seed,
        tree(settings),
        List.of(
            result("knn", "knn", encoder, Map.of("random-init", reference)),
            result("random-init.knn", "knn", floor, Map.of())),
        new Training(10.0 + seed, 100.0, "float32"));
  }

  private static Result result(
      String stage, String protocol, double value, Map<String, Result.Reference> references) {
    Interval95 ci = Interval95.wilson(Math.round(value * 100), 100);
    return new Result(stage, protocol, "top1", value, 100, ci, 0, "encoder", references);
  }

  private static JsonNode tree(String json) {
    try {
      return Json.MAPPER.readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
