package ai.lacuna.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {

  @Test
  void jsonHasThePromisedLayout() throws JsonProcessingException {
    Result result =
        new Result(
            "linear-probe",
            "linear-probe",
            "top1",
            0.5,
            2000,
            new Interval95(0.25, 0.75),
            0,
            "abc",
            Map.of("random-init", new Result.Reference(0.375, 0.125, 0.0625)));
    String text = Json.line(Metrics.of("demo", List.of(result)));
    assertThat(text)
        .isEqualTo(
            "{\"schema\":1,\"run\":\"demo\",\"results\":[{\"stage\":\"linear-probe\","
                + "\"protocol\":\"linear-probe\",\"metric\":\"top1\",\"value\":0.5,\"n\":2000,"
                + "\"ci95\":[0.25,0.75],\"seed\":0,\"encoder\":\"abc\",\"reference\":"
                + "{\"random-init\":{\"value\":0.375,\"difference\":0.125,\"pValue\":0.0625}}}]}");
    assertThat(Json.MAPPER.readValue(text, Metrics.class).results()).containsExactly(result);
  }

  @Test
  void unknownIntervalIsLeftOut() {
    Result result = new Result("s", "p", "m", 1, 1, null, 0, "e", Map.of());
    assertThat(Json.line(result)).doesNotContain("ci95").contains("\"reference\":{}");
  }
}
