package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Soft targets against timm's Mixup, given its shares. */
class LabelsGoldenTest {

  static Stream<GoldenCase> cases() {
    return Stream.concat(Golden.cases("blocks", "mixup"), Golden.cases("blocks", "cutmix"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void targetsEqualTimm(GoldenCase golden) {
    JsonNode config = golden.config();
    int[] own = Arrays.stream(golden.longs("input.labels")).mapToInt(Math::toIntExact).toArray();
    int[] other = new int[own.length];
    float[] share = new float[own.length];
    int cut = 0;
    for (int b = 0; b < own.length; b++) {
      other[b] = own[own.length - 1 - b];
      int draw = config.get("mode").asText().equals("batch") ? 0 : b;
      JsonNode cuts = config.get("cutmix_boxes_yl_yh_xl_xh_correctedLam");
      share[b] =
          config.get("use_cutmix").get(draw).asInt() == 0
              ? (float) config.get("drawn_lambda").get(draw).asDouble()
              : (float) cuts.get(draw == b ? cut++ : 0).get(4).asDouble();
    }
    Labels labels = new Labels(config.get("num_classes").asInt(), own, other, share);
    float[] targets = labels.targets(config.get("label_smoothing").asDouble());
    assertClose("targets", targets, golden.floats("out.targets"), 1e-6, 0);
  }

  @Test
  void imagesWithoutLabelsAreAnErrorOnlyIfAskedFor() {
    try (NDManager manager = Engine.newCpuManager()) {
      Labels some = new Labels(3, new int[] {2, -1}, new int[] {2, -1}, new float[] {1, 1});
      for (Labels labels : new Labels[] {Labels.NONE, some}) {
        assertThatThrownBy(() -> labels.numbers(manager))
            .isInstanceOf(LacunaException.class)
            .hasMessageContaining("a class for every image");
        assertThatThrownBy(() -> labels.targets(manager, 0)).isInstanceOf(LacunaException.class);
      }
      Labels all = new Labels(3, new int[] {2, 0}, new int[] {2, 0}, new float[] {1, 1});
      assertThat(all.numbers(manager).toLongArray()).containsExactly(2, 0);
      assertThat(all.targets(0)).containsExactly(0, 0, 1, 1, 0, 0);
    }
  }
}
