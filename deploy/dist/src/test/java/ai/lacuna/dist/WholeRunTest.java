package ai.lacuna.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.files.Digest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a recipe to a report, through the command line, undisturbed and killed. */
class WholeRunTest {

  private static final int KILLS = 6;

  @TempDir Path folder;

  @BeforeEach
  void putRecipe() throws IOException {
    try (InputStream in = WholeRunTest.class.getResourceAsStream("/tiny.yaml")) {
      Files.write(folder.resolve("tiny.yaml"), in.readAllBytes());
    }
  }

  @Test
  void reportsAndThenFindsEverythingCached() throws Exception {
    CommandLine lacuna = new CommandLine(folder);
    CommandLine.Ended first = lacuna.run("run", "tiny.yaml");
    assertThat(first.exitCode()).as(first.err()).isZero();
    Path run = folder.resolve("runs/tiny");
    for (String file :
        List.of(
            "report.html",
            "summary.md",
            "metrics.json",
            "gates.xml",
            "provenance.json",
            "recipe.yaml")) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }
    assertThat(metrics(run))
        .containsKeys(
            "knn.top1",
            "linear-probe.top1",
            "random-init.knn.top1",
            "random-init.linear-probe.top1",
            "raw-pixels.knn.top1",
            "raw-pixels.linear-probe.top1");
    String html = Files.readString(run.resolve("report.html"));
    assertThat(html).contains("<svg", "data:image/png;base64,").doesNotContain("http-equiv");
    assertThat(html).doesNotContainPattern("(src|href)=\"https?://[^\"]*\\.(js|css|png)\"");

    Map<String, String> before = encoders();
    CommandLine.Ended second = lacuna.run("run", "tiny.yaml");
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.err() + second.out()).contains("cached");
    assertThat(encoders()).isEqualTo(before);
  }

  @Test
  void killedAnywhereItGoesOnToTheSameEncoder() throws Exception {
    CommandLine lacuna = new CommandLine(folder);
    long begin = System.nanoTime();
    CommandLine.Ended undisturbed =
        lacuna.run("run", "tiny.yaml", "--store", "whole", "--runs", "whole-runs");
    long wholeMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    assertThat(undisturbed.exitCode()).as(undisturbed.err()).isZero();

    SplittableRandom random = new SplittableRandom(11);
    String[] command = {"run", "tiny.yaml", "--store", "killed", "--runs", "killed-runs"};
    int interrupted = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = lacuna.start(command);
      long pause = random.nextLong(wholeMillis / 10, wholeMillis / 2);
      interrupted += process.waitFor(pause, TimeUnit.MILLISECONDS) ? 0 : 1;
      process.destroyForcibly().waitFor();
      assertThatNothingHalfWrittenIsVisible(folder.resolve("killed"));
    }
    assertThat(interrupted).as("kills that came before the end").isGreaterThanOrEqualTo(3);
    CommandLine.Ended last = lacuna.run(command);
    assertThat(last.exitCode()).as(last.err()).isZero();
    assertThat(encoderFiles("killed")).isNotEmpty().isEqualTo(encoderFiles("whole"));
    assertThat(metrics(folder.resolve("killed-runs/tiny")))
        .isEqualTo(metrics(folder.resolve("whole-runs/tiny")));
  }

  private static void assertThatNothingHalfWrittenIsVisible(Path store) throws IOException {
    if (!Files.exists(store)) {
      return;
    }
    try (Stream<Path> manifests =
        Files.find(store, 3, (p, a) -> p.getFileName().toString().equals("manifest.json"))) {
      for (Path manifest : manifests.toList()) {
        JsonNode files = new ObjectMapper().readTree(manifest.toFile()).path("files");
        assertThat(files.size()).as("files of %s", manifest).isPositive();
        for (JsonNode file : files) {
          Path path = manifest.resolveSibling(file.path("path").asText());
          assertThat(Digest.ofFile(path)).isEqualTo(file.path("sha256").asText());
        }
      }
    }
  }

  private Map<String, String> encoders() throws IOException {
    return encoderFiles("store");
  }

  private Map<String, String> encoderFiles(String store) throws IOException {
    try (Stream<Path> found =
        Files.find(
            folder.resolve(store),
            4,
            (p, a) -> p.getFileName().toString().matches("encoder\\.(safetensors|json)"))) {
      return found.collect(
          Collectors.toMap(
              p -> folder.resolve(store).relativize(p).toString(),
              WholeRunTest::digest,
              (a, b) -> a,
              TreeMap::new));
    }
  }

  private static String digest(Path file) {
    try {
      return Digest.ofFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Double> metrics(Path run) throws IOException {
    Map<String, Double> values = new TreeMap<>();
    JsonNode results =
        new ObjectMapper().readTree(run.resolve("metrics.json").toFile()).path("results");
    for (JsonNode result : results) {
      values.put(
          result.path("stage").asText() + "." + result.path("metric").asText(),
          result.path("value").asDouble());
    }
    return values;
  }
}
