package ai.lacuna.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.random.Streams;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskSpecTest {

  @ParameterizedTest
  @CsvSource({"4, 4, 0.75, 4", "14, 14, 0.75, 49", "3, 5, 0.6, 6", "8, 8, 0.9, 6", "2, 2, 0.9, 0"})
  void keepsTheTruncatedShare(int rows, int columns, double ratio, int visible) {
    PatchMask mask =
        new MaskSpec.Random(ratio).draw(new Grid(rows, columns), new Streams(1).of("mask"));
    assertThat(mask.visible()).isEqualTo(visible);
    assertThat(mask.order())
        .containsExactlyInAnyOrder(IntStream.range(0, rows * columns).toArray());
    int hidden = 0;
    for (boolean h : mask.hidden()) {
      hidden += h ? 1 : 0;
    }
    assertThat(hidden).isEqualTo(rows * columns - visible);
  }

  @Test
  void restoreUndoesTheOrder() {
    PatchMask mask = new MaskSpec.Random(0.5).draw(new Grid(5, 7), new Streams(4).of("mask"));
    int[] restore = mask.restore();
    for (int patch = 0; patch < mask.size(); patch++) {
      assertThat(mask.order()[restore[patch]]).isEqualTo(patch);
      assertThat(mask.hidden()[patch]).isEqualTo(restore[patch] >= mask.visible());
    }
  }

  @Test
  void smallestNoiseStaysVisible() {
    PatchMask mask = new MaskSpec.Random(0.5).fromNoise(new double[] {0.9, 0.1, 0.5, 0.2});
    assertThat(mask.order()).containsExactly(1, 3, 2, 0);
    assertThat(mask.hidden()).containsExactly(true, false, true, false);
  }

  @Test
  void everyCellIsHiddenEquallyOften() {
    Grid grid = new Grid(4, 4);
    MaskSpec.Random spec = new MaskSpec.Random(0.75);
    int n = 20_000;
    double[] hidden = new double[grid.size()];
    for (int i = 0; i < n; i++) {
      boolean[] mask = spec.draw(grid, new Streams(0).at("mask", 0, i)).hidden();
      for (int p = 0; p < mask.length; p++) {
        hidden[p] += mask[p] ? 1 : 0;
      }
    }
    // Five standard errors of a proportion; a centre bias would be far larger.
    double allowed = 5 * Math.sqrt(0.75 * 0.25 / n);
    for (double count : hidden) {
      assertThat(count / n).isBetween(0.75 - allowed, 0.75 + allowed);
    }
  }

  @Test
  void ratiosOutsideTheOpenIntervalAreRefused() {
    assertThatThrownBy(() -> new MaskSpec.Random(1)).hasMessageContaining("given 1.0");
    assertThatThrownBy(() -> new MaskSpec.Random(Double.NaN)).hasMessageContaining("NaN");
  }
}
