package ai.lacuna.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.evaluation.RunFolderMaker.Top1;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.cli.Main;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One report about several runs, through the command line. */
class SeedsReportTest {

  @TempDir private Path folder;

  // Three seeds in bfloat16, the last of them twice; one in float32; one that keeps no numbers.
  @BeforeEach
  void makeRuns() throws IOException {
    RunFolderMaker maker = new RunFolderMaker(folder);
    for (int seed = 0; seed < 3; seed++) {
      FinishedRun run = maker.run("s" + seed, seed, "bfloat16");
      Top1 probe = new Top1(0.50 + 0.02 * seed, 0.40 + 0.01 * seed, 0.39);
      maker.measured(run, Map.of("linear-probe", probe, "knn", new Top1(0.3, 0.2, 0.4)));
      maker.trained(run, 100 + 10 * seed, 1000 - 100 * seed);
    }
    FinishedRun again = maker.run("again", 2, "bfloat16");
    maker.measured(again, Map.of("linear-probe", new Top1(0.9, 0.1, 0.1)));
    maker.measured(
        maker.run("single", 0, "float32"), Map.of("linear-probe", new Top1(0.45, 0.4, 0.39)));
    maker.bare(maker.run("bare", 0, "old"));
  }

  @Test
  void printsOneRowForEachRecipe() {
    String text = report("s0", "s1", "s2", "again", "single", "bare");
    assertThat(text)
        .startsWith("linear-probe top-1")
        .contains("  small, precision bfloat16 3 52.0 % 47.0 – 57.0 50.0 – 54.0\n")
        .contains("    untrained network 3 41.0 % 38.5 – 43.5 40.0 – 42.0 +11.0 (8.5 – 13.5)\n")
        .contains("    raw pixels 3 39.0 % 39.0 – 39.0 39.0 – 39.0 +13.0 (8.0 – 18.0)\n")
        .contains("  small, precision float32 1 45.0 % 41.9 – 48.1*\n")
        .contains("    untrained network 1 40.0 % 37.0 – 43.1* +5.0, p = 0.012*\n")
        .contains("  small, precision bfloat16 3 1 min 50 s 900 bfloat16\n")
        .contains("  small, precision old 1 – – –\n")
        .contains("(95 %, n − 1 degrees of freedom)", "* One seed: a 95 % Wilson interval")
        .contains("has their seeds already: again.")
        .endsWith("report " + folder.resolve("out/report.html") + "\n");
  }

  @Test
  void writesARowForAReadme() throws IOException {
    report("s0", "s1", "s2", "single", "bare");
    assertThat(plain(Files.readString(folder.resolve("out/summary.md"))))
        .startsWith(
            "| recipe | seeds | linear probe top-1 | untrained | raw pixels"
                + " | kNN top-1 | untrained | raw pixels | time | images/s |\n"
                + "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
                + "| small, precision bfloat16 | 3 | **52.0 %** (47.0 – 57.0) | 41.0 % (38.5 – 43.5)"
                + " | 39.0 % (39.0 – 39.0) | **30.0 %** (30.0 – 30.0) | 20.0 % (20.0 – 20.0)"
                + " | 40.0 % (40.0 – 40.0) | 1 min 50 s | 900 |\n"
                + "| small, precision float32 | 1 | **45.0 %** (41.9 – 48.1\\*) ")
        .contains("| small, precision old | 1 | – | – | – | – | – | – | – | – |\n")
        .contains(
            "| linear-probe top-1 | small, precision bfloat16 | untrained network | 3 | 41.0 %"
                + " | 38.5 – 43.5 | 40.0 – 42.0 | +11.0 (8.5 – 13.5) |\n");
  }

  @Test
  void jsonAndFilesHaveTheSameNumbers() throws IOException {
    JsonNode json = Json.MAPPER.readTree(report("s0", "s1", "s2", "single", "--json"));
    JsonNode group = json.path("overSeeds").path(0);
    assertThat(json.path("report").asText())
        .isEqualTo(folder.resolve("out/report.html").toString());
    assertThat(group.path("seeds").toString()).isEqualTo("[0,1,2]");
    JsonNode score = group.path("scores").path(0);
    assertThat(score.at("/measure/evaluation").asText()).isEqualTo("linear-probe");
    assertThat(score.at("/encoder/mean").asDouble()).isCloseTo(0.52, within(1e-12));
    assertThat(score.at("/encoder/ci95/0").asDouble()).isCloseTo(0.4703172, within(1e-7));
    assertThat(score.at("/floors/0/lead/mean").asDouble()).isCloseTo(0.11, within(1e-12));
    assertThat(group.at("/training/seconds").asDouble()).isEqualTo(110);
    JsonNode seeds = Json.read(folder.resolve("out/seeds.json"), JsonNode.class);
    assertThat(seeds.path("overSeeds")).isEqualTo(json.path("overSeeds"));
    assertThat(Json.read(folder.resolve("out/metrics.json"), JsonNode.class)).hasSize(4);
  }

  @Test
  void thePageHasTheSeedsInFrontOfTheRuns() throws IOException {
    report("s0", "s1", "s2", "single", "bare");
    String html = Files.readString(folder.resolve("out/report.html"));
    assertThat(html.indexOf("<section id=\"seeds\"")).isBetween(0, html.indexOf("id=\"runs\""));
    assertThat(html.indexOf("id=\"runs\"")).isLessThan(html.indexOf("id=\"results\""));
    // Three seeds of two protocols, each with two floors; one seed has no marks.
    assertThat(html.split("<i class=\"seed\"", -1)).hasSize(1 + 3 * 2 * 3);
    assertThat(html).contains("Each run by itself", "single, untrained network", "No numbers: ");
    assertThat(html).doesNotContain("add an evaluate section");
  }

  private String report(String... args) {
    List<String> all = new ArrayList<>(List.of("report"));
    all.addAll(List.of(args));
    all.addAll(List.of("--runs", folder.toString(), "--out", folder.resolve("out").toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.execute(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    assertThat(code).as(err.toString()).isZero();
    return plain(out.toString());
  }

  // Columns as wide as one space, spaces as everywhere.
  private static String plain(String text) {
    return text.replaceAll("[\\u00a0\\u2009]", " ").replaceAll("(?<=\\S) +", " ");
  }
}
