package ai.lacuna.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.evaluation.metric.Metrics;
import ai.lacuna.evaluation.metric.Result;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a report through the command line. */
class WholeRunTest {

  private static final String RECIPE =
      """
      name: tiny
      data:
        train: {source: shapes, count: 64, height: 16, width: 16, classes: 4}
        test: {source: shapes, count: 40, height: 16, width: 16, classes: 4, seed: 1}
      pretrain:
        objective: mae
        config: {decoderDepth: 1, decoderWidth: 16, decoderHeads: 2}
        backbone: {type: vit, image: [16], patch: 4, width: 16, depth: 1, heads: 2}
        epochs: 1
        warmupEpochs: 0
        batch: 16
        logEverySteps: 1
        precision: float32
      evaluate:
        - {protocol: knn}
        - {protocol: linear-probe, epochs: 5, warmupEpochs: 1}
      gates:
        - "knn.top1 >= 0"
      """;

  @TempDir private Path folder;

  private record Answer(int code, String out, String err) {}

  @Test
  void reportsWithEverySectionAndAFailedGateEndsWithOne() throws IOException {
    Path recipe = Files.writeString(folder.resolve("tiny.yaml"), RECIPE);
    Answer first = lacuna("run", recipe.toString());
    assertThat(first.code()).as(first.err()).isZero();

    Path run = folder.resolve("runs/tiny");
    String html = Files.readString(run.resolve("report.html"));
    for (String section :
        List.of("results", "gates", "masked", "neighbours", "training", "data", "stages")) {
      assertThat(html).contains("<section id=\"" + section + "\"");
    }
    assertThat(Files.readString(run.resolve("summary.md"))).contains("1 of 1 gate holds");
    Metrics metrics = Json.read(run.resolve("metrics.json"), Metrics.class);
    assertThat(metrics.results()).hasSize(12).allMatch(r -> r.n() == 40);
    Result knn = metrics.results().get(0);
    assertThat(knn.name()).isEqualTo("knn.top1");
    assertThat(knn.reference()).containsOnlyKeys("random-init", "raw-pixels");
    assertThat(knn.encoder()).hasSize(64);

    Answer again =
        lacuna("run", recipe.toString(), "--set", "gates=[\"knn.top1 > 2\"]", "--name", "strict");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.out()).contains("1 of 1 gate failed", "knn.top1 > 2");
    assertThat(folder.resolve("runs/strict/gates.xml")).content().contains("failures=\"1\"");

    assertThat(Json.read(folder.resolve("runs/strict/metrics.json"), Metrics.class).results())
        .isEqualTo(metrics.results());
  }

  private Answer lacuna(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--store", folder.resolve("store").toString()));
    all.addAll(List.of("--runs", folder.resolve("runs").toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.execute(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    return new Answer(code, out.toString(), err.toString());
  }
}
