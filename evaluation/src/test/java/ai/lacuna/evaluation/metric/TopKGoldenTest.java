package ai.lacuna.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Top-k accuracy against timm's {@code accuracy}, which counts in per cent. */
class TopKGoldenTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("downstream", "topk_accuracy");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsTimm(GoldenCase golden) {
    float[] logits = golden.floats("input.logits");
    int classes = (int) golden.shape("input.logits")[1];
    int[] labels = Arrays.stream(golden.longs("input.labels")).mapToInt(Math::toIntExact).toArray();

    for (int k : new int[] {1, 5}) {
      double percent = 100 * Accuracy.of(Accuracy.hits(logits, classes, labels, k));
      assertThat((float) percent).isEqualTo(golden.floats("out.top" + k)[0]);
    }
  }
}
