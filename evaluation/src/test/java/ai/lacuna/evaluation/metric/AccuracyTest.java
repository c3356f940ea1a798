package ai.lacuna.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AccuracyTest {

  @Test
  void tiesGoToTheLowerClass() {
    float[] scores = {1, 1, 0, 1, 1, 0};
    assertThat(Accuracy.hits(scores, 3, new int[] {0, 1}, 1)).containsExactly(true, false);
    assertThat(Accuracy.predictions(scores, 3)).containsExactly(0, 0);
  }

  @Test
  void moreThanAllClassesIsAlwaysRight() {
    assertThat(Accuracy.of(Accuracy.hits(new float[] {3, 2}, 2, new int[] {1}, 5))).isEqualTo(1);
  }

  @Test
  void aNotANumberIsNeverRight() {
    float nan = Float.NaN;
    float[] scores = {nan, nan, nan};
    assertThat(Accuracy.hits(scores, 3, new int[] {0}, 2)).containsExactly(false);
    assertThat(Accuracy.hits(scores, 3, new int[] {0}, 5)).containsExactly(false);
  }

  @Test
  void wrongSizesAreRefused() {
    assertThatThrownBy(() -> Accuracy.hits(new float[5], 2, new int[] {0, 1}, 1))
        .hasMessageContaining("5 scores, 2 labels, 2 classes");
  }
}
