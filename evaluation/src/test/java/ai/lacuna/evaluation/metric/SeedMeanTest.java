package ai.lacuna.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedMeanTest {

  @Test
  void severalSeedsHaveAnIntervalOverSeeds() {
    SeedMean mean = SeedMean.of(List.of(0.52, 0.5, 0.54), new Interval95(0, 1));
    assertThat(mean.mean()).isCloseTo(0.52, within(1e-12));
    assertThat(mean.covers()).isEqualTo(SeedMean.Covers.SEEDS);
    // 4.302653 * 0.02 / sqrt(3)
    assertThat(mean.ci95().low()).isCloseTo(0.52 - 0.0496828, within(1e-7));
    assertThat(mean.ci95().high()).isCloseTo(0.52 + 0.0496828, within(1e-7));
    assertThat(mean.smallest()).isEqualTo(0.5);
    assertThat(mean.largest()).isEqualTo(0.54);
  }

  @Test
  void oneSeedHasTheIntervalOverTestImagesOrNone() {
    Interval95 wilson = Interval95.wilson(45, 100);
    SeedMean mean = SeedMean.of(List.of(0.45), wilson);
    assertThat(mean.ci95()).isEqualTo(wilson);
    assertThat(mean.covers()).isEqualTo(SeedMean.Covers.TEST_IMAGES);
    assertThat(SeedMean.of(List.of(0.45), null).covers()).isEqualTo(SeedMean.Covers.NOTHING);
  }

  @Test
  void jsonSaysWhatTheIntervalCovers() {
    JsonNode json = Json.MAPPER.valueToTree(SeedMean.of(List.of(0.25, 0.25), null));
    assertThat(json.path("covers").asText()).isEqualTo("seeds");
    assertThat(json.path("n").asInt()).isEqualTo(2);
    assertThat(json.path("ci95").toString()).isEqualTo("[0.25,0.25]");
    assertThat(json.path("smallest").asDouble()).isEqualTo(0.25);
    assertThat(json.path("values")).hasSize(2);
  }
}
