package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.RateCurve;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole tables of the reference codes' schedules, update by update. */
class ScheduleGoldenTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("blocks", "lr_schedules");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void followsTheTables(GoldenCase golden) throws IOException {
    JsonNode c = golden.config();
    double lr = c.path("lr").asDouble();
    double end = c.path("min_lr").asDouble();
    int warmup = c.path("warmup_epochs").asInt();
    int epochs = c.path("epochs").asInt();
    int perEpoch = c.path("iters_per_epoch").asInt();
    Map<String, Schedule> schedules =
        Map.of(
            "mae", new RateCurve.Cosine().schedule(lr, end, warmup),
            "mae_lr_scale_0_3", new Schedule.WarmupCosine(lr * 0.3, end * 0.3, warmup),
            "dino", new Schedule.SteppedCosine(0, lr, end, warmup),
            "beit", new RateCurve.SteppedCosine(1e-6).schedule(lr, end, warmup),
            "dino_wd", new Schedule.SteppedCosine(0, 0.04, 0.4, 0),
            "dino_momentum", new Schedule.SteppedCosine(0, 0.996, 1, 0));
    JsonNode tables = Json.read(golden.file("schedules.json"), JsonNode.class);
    assertThat(tables.size()).isEqualTo(schedules.size());
    schedules.forEach(
        (name, schedule) -> {
          JsonNode table = tables.path(name);
          assertThat(table.size()).as(name).isEqualTo(epochs * perEpoch);
          for (int i = 0; i < table.size(); i++) {
            double expected = table.path(i).asDouble();
            assertThat(schedule.at(new Moment(i, perEpoch, epochs)))
                .as(name + "[" + i + "]")
                .isCloseTo(expected, offset(1e-6 * Math.abs(expected)));
          }
        });
  }
}
