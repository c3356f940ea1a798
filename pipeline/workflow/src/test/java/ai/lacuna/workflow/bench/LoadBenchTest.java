package ai.lacuna.workflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.cli.Main;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadBenchTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"folder", "parquet"})
  void saysHowFastItReadsEachForm(String form) throws Exception {
    for (int i = 0; i < 6; i++) {
      Path file = folder.resolve("class-" + i % 2).resolve(i + ".png");
      Files.createDirectories(file.getParent());
      Files.write(file, ImageEncoder.encode(new Image(3, 9 + i, 8, new byte[(9 + i) * 8 * 3])));
    }
    Files.writeString(folder.resolve("index.csv"), "not an image");

    int code = run("--from", form, "--size", "8", "--batch", "4", "--passes", "2", "--json");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    JsonNode result = Json.MAPPER.readTree(out.toString());
    assertThat(result.get("images").asInt()).isEqualTo(6);
    assertThat(result.get("images_per_second").asDouble()).isPositive();
    assertThat(result.get("peak_mib").asInt()).isPositive();
    assertThat(result.get("from").asText()).isEqualTo(form);
    assertThat(out.toString().trim()).doesNotContain("\n");
  }

  @Test
  void refusesNumbersBelowOneAllAtOnce() {
    assertThat(run("--batch", "0", "--size", "-1", "--passes", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("3 problems", "--batch", "--size", "--passes");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(run()).isEqualTo(3);
    assertThat(err.toString()).contains("an empty folder", "expected: images");
  }

  private int run(String... options) {
    List<String> args = new ArrayList<>(List.of("bench", "load", folder.toString()));
    Stream.of(options).forEach(args::add);
    return Main.execute(
        new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
  }
}
