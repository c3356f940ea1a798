package ai.lacuna.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.evaluation.metric.Metrics;
import ai.lacuna.evaluation.seeds.OverSeeds;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReportFilesTest {

  // Stays after the test, to be looked at.
  private static final Path FOLDER = Path.of("target", "made-up-report");

  @Test
  void writesEveryForm() throws IOException {
    RunReport report = MadeUp.report();
    ReportFiles.write(report, FOLDER);

    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "report.html", "summary.md", "metrics.json", "gates.xml", "provenance.json");
    }
    Metrics metrics = Json.read(FOLDER.resolve("metrics.json"), Metrics.class);
    assertThat(metrics.schema()).isEqualTo(1);
    assertThat(metrics.run()).isEqualTo(report.run());
    assertThat(metrics.results()).isEqualTo(report.results()).hasSize(12);
    JsonNode provenance = Json.read(FOLDER.resolve("provenance.json"), JsonNode.class);
    assertThat(provenance.at("/provenance/Code/revision").asText()).isEqualTo("2c0efaa");
  }

  @Test
  void comparesRunsOnOnePage() throws IOException {
    Path folder = Path.of("target", "made-up-comparison");
    Path page =
        ReportFiles.compare(
            List.of(MadeUp.report(), MadeUp.empty()), new OverSeeds(List.of()), folder);

    String html = Files.readString(page);
    assertThat(html).contains("2 runs compared", "mae-shapes-0007, untrained network", "bare");
    JsonNode metrics = Json.read(folder.resolve("metrics.json"), JsonNode.class);
    assertThat(metrics).hasSize(2);
    assertThat(metrics.path(0).path("results")).hasSize(12);
  }
}
