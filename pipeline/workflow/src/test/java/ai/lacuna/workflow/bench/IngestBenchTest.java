package ai.lacuna.workflow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.files.Json;
import ai.lacuna.workflow.cli.Main;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class IngestBenchTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  @Test
  void comparesThePipelineWithAPlainPool() throws Exception {
    int code = run("bench", "ingest", "--rows", "20", "--size", "8", "--passes", "2", "--json");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    JsonNode result = Json.MAPPER.readTree(out.toString());
    double pipeline = result.get("images_per_second").asDouble();
    double pool = result.get("pool_images_per_second").asDouble();
    assertThat(result.get("ratio").asDouble()).isCloseTo(pipeline / pool, within(0.006));
    assertThat(result.get("peak_mib").asInt()).isPositive();
    assertThat(result.get("rows").asInt()).isEqualTo(20);
  }

  @Test
  void refusesNumbersBelowOne() {
    assertThat(run("bench", "ingest", "--rows", "0", "--workers", "-2")).isEqualTo(2);
    assertThat(err.toString()).contains("2 problems", "--rows", "--workers");
  }
}
