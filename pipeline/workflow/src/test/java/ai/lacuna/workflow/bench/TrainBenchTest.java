package ai.lacuna.workflow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.files.Json;
import ai.lacuna.workflow.cli.Main;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainBenchTest {

  private static final List<String> SMALL =
      List.of(
          "bench",
          "train",
          "--objective",
          "toy-pixels",
          "--width",
          "16",
          "--depth",
          "1",
          "--heads",
          "2",
          "--image",
          "16",
          "--patch",
          "8",
          "--batch",
          "4",
          "--steps",
          "2",
          "--warmup",
          "1");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... more) {
    List<String> args = new ArrayList<>(SMALL);
    args.addAll(List.of(more));
    return execute(args);
  }

  private int execute(List<String> args) {
    return Main.execute(
        new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(new String[0]));
  }

  @Test
  void trainsThroughThePipelineAndRelatesItToTheCeiling() throws Exception {
    int code = run("--precision", "fp32", "--threads", "2", "--json");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    JsonNode result = Json.MAPPER.readTree(out.toString());
    double speed = result.get("images_per_second").asDouble();
    double flop = result.get("flop_per_image").asDouble();
    assertThat(speed).isPositive();
    assertThat(result.get("flop_per_second").asDouble()).isCloseTo(speed * flop, within(1e6));
    assertThat(result.get("ceiling_flop_per_second").asDouble())
        .isGreaterThan(result.get("flop_per_second").asDouble());
    assertThat(result.get("peak_mib").asInt()).isPositive();
    assertThat(result.get("precision").asText()).isEqualTo("float32");
    assertThat(result.get("devices")).hasSize(2);
  }

  @Test
  void takesTheOptionsOfOtherProgramsAndAnySetting() throws Exception {
    int code =
        run(
            "--attention",
            "eager",
            "--compile",
            "--device",
            "cpu",
            "--precision",
            "bf16",
            "--set",
            "pretrain.threads=1",
            "--augment",
            "--json");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    JsonNode result = Json.MAPPER.readTree(out.toString());
    assertThat(result.get("precision").asText()).isEqualTo("bfloat16");
    assertThat(result.get("devices")).hasSize(1);
  }

  @Test
  void refusesWhatCannotBeTrained() {
    assertThat(execute(List.of("bench", "train", "--image", "18", "--warmup", "-1"))).isEqualTo(2);
    assertThat(err.toString()).contains("2 problems", "--image", "--warmup");
    assertThat(execute(List.of("bench", "train", "--objective", "toy-pixel"))).isEqualTo(2);
    assertThat(err.toString()).contains("toy-pixel", "toy-pixels");
  }
}
