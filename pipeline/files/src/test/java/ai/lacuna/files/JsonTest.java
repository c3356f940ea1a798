package ai.lacuna.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.plan.OptimizerSpec;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {

  private record Settings(OptimizerSpec optimizer) {}

  static List<OptimizerSpec> optimizers() {
    return List.of(
        OptimizerSpec.AdamW.defaults(),
        OptimizerSpec.Adam.defaults(),
        OptimizerSpec.Sgd.defaults(),
        OptimizerSpec.Lars.defaults());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void oneOfSeveralRecordsReadsBackAsItself(OptimizerSpec optimizer)
      throws JsonProcessingException {
    String inside = Json.line(new Settings(optimizer));
    assertThat(Json.MAPPER.readValue(inside, Settings.class).optimizer()).isEqualTo(optimizer);
    String alone = Json.line(optimizer);
    assertThat(Json.MAPPER.readValue(alone, OptimizerSpec.class)).isEqualTo(optimizer);
  }

  @Test
  void theTypeIsAPropertyLikeTheOthers() {
    assertThat(Json.line(new OptimizerSpec.Sgd(0.5)))
        .isEqualTo("{\"type\":\"sgd\",\"momentum\":0.5}");
    assertThatThrownBy(() -> Json.MAPPER.readValue("{\"type\":\"sgdd\"}", OptimizerSpec.class))
        .hasMessageContaining("sgdd");
  }
}
