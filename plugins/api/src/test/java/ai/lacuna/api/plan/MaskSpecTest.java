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

  @ParameterizedTest
  @CsvSource({"14, 14, 0.4", "8, 8, 0.383", "4, 6, 0.5", "3, 2, 0.7", "1, 5, 0.5", "8, 8, 0.95"})
  void blocksNeverExceedTheBudgetAndCompletedOnesMeetIt(int rows, int columns, double ratio) {
    Grid grid = new Grid(rows, columns);
    int smallest = MaskSpec.BlockWise.THIRD_OF_SIDE;
    MaskSpec.BlockWise kept =
        new MaskSpec.BlockWise(ratio, smallest, MaskSpec.BlockWise.Shortfall.KEEP);
    MaskSpec.BlockWise completed =
        new MaskSpec.BlockWise(ratio, smallest, MaskSpec.BlockWise.Shortfall.COMPLETE);
    assertThat(kept.hidesEquallyMany()).isFalse();
    for (int i = 0; i < 500; i++) {
      PatchMask some = kept.draw(grid, new Streams(0).at("mask", 0, i));
      assertThat(some.size() - some.visible()).isLessThanOrEqualTo(kept.budget(grid));
      PatchMask all = completed.draw(grid, new Streams(0).at("mask", 0, i));
      assertThat(all.size() - all.visible()).isEqualTo(kept.budget(grid));
      assertThat(all.hidden()).satisfies(hidden -> containsHidden(hidden, some.hidden()));
    }
  }

  private static void containsHidden(boolean[] more, boolean[] fewer) {
    for (int i = 0; i < fewer.length; i++) {
      assertThat(more[i] || !fewer[i]).isTrue();
    }
  }

  @Test
  void budgetsSpreadAroundTheRatioAndAreNotExceeded() {
    Grid grid = new Grid(14, 14);
    MaskSpec.BlockWise spec =
        new MaskSpec.BlockWise(0.3, 0.2, 1, MaskSpec.BlockWise.Shortfall.COMPLETE);
    assertThat(spec.budget(grid)).isEqualTo(98);
    assertThat(spec.hidesEquallyMany()).isFalse();
    double sum = 0;
    for (int i = 0; i < 2000; i++) {
      PatchMask mask = spec.draw(grid, new Streams(0).at("mask", 0, i));
      assertThat(mask.size() - mask.visible()).isBetween(19, 98);
      sum += mask.size() - mask.visible();
    }
    // Uniform in [0.1, 0.5] · 196, rounded down: deviation 22.6, so 4 standard errors are 2.
    assertThat(sum / 2000).isBetween(58.3 - 2, 58.3 + 2);
    assertThatThrownBy(() -> new MaskSpec.BlockWise(0.3, 0.4, 1, MaskSpec.BlockWise.Shortfall.KEEP))
        .hasMessageContaining("given 0.4");
  }

  @Test
  void theSmallestBlockIsAThirdOfTheShorterSideSquared() {
    MaskSpec.BlockWise spec = new MaskSpec.BlockWise(0.4, 0, MaskSpec.BlockWise.Shortfall.KEEP);
    assertThat(spec.minBlock(new Grid(14, 14))).isEqualTo(16);
    assertThat(spec.minBlock(new Grid(9, 30))).isEqualTo(9);
    assertThat(spec.minBlock(new Grid(2, 2))).isEqualTo(1);
  }

  @Test
  void gridWiseKeepsTheFirstOfEachFour() {
    PatchMask mask = new MaskSpec.GridWise().draw(new Grid(4, 5), new Streams(0).of("mask"));
    assertThat(mask.visible()).isEqualTo(6);
    assertThat(mask.order()).startsWith(0, 2, 4, 10, 12, 14);
  }

  @ParameterizedTest
  @CsvSource({"0, 15", "1, 1", "6, 6"})
  void prefixesAreUniformlyLongAndLeaveAPatchToPredict(int longest, int most) {
    Grid grid = new Grid(4, 4);
    MaskSpec.Prefix spec = new MaskSpec.Prefix(longest);
    assertThat(spec.longest(grid)).isEqualTo(most);
    int n = 20_000;
    int[] lengths = new int[grid.size() + 1];
    for (int i = 0; i < n; i++) {
      PatchMask mask = spec.draw(grid, new Streams(0).at("mask", 0, i));
      assertThat(mask.order()).isSorted();
      lengths[mask.visible()]++;
    }
    // Five standard errors of a share of 1 / most.
    double allowed = 5 * Math.sqrt((1.0 - 1.0 / most) / most / n);
    for (int length = 0; length < lengths.length; length++) {
      double expected = length >= 1 && length <= most ? 1.0 / most : 0;
      assertThat((double) lengths[length] / n).isBetween(expected - allowed, expected + allowed);
    }
  }

  @Test
  void aPrefixLongerThanTheGridIsRefused() {
    assertThatThrownBy(() -> new MaskSpec.Prefix(16).draw(new Grid(4, 4), new Streams(0).of("x")))
        .hasMessage("a prefix of 16 patches leaves none hidden on a grid of 4x4");
    assertThat(new MaskSpec.Prefix(0).fits(new Grid(1, 1))).isFalse();
    assertThatThrownBy(() -> new MaskSpec.Prefix(-1)).hasMessageContaining("given -1");
  }

  @Test
  void squaresHideWholeSquaresRoundedUp() {
    MaskSpec.Squares spec = new MaskSpec.Squares(0.6, 2);
    PatchMask mask = spec.fromOrder(new Grid(4, 6), new int[] {5, 0, 2, 1, 4, 3}); // 3.6 -> 4
    boolean[] hidden = mask.hidden();
    assertThat(mask.size() - mask.visible()).isEqualTo(16);
    assertThat(new boolean[] {hidden[0], hidden[1], hidden[2], hidden[4], hidden[7], hidden[12]})
        .containsExactly(true, true, true, true, true, false);
    assertThat(hidden[23]).isTrue();
    assertThatThrownBy(() -> spec.draw(new Grid(3, 4), new Streams(0).of("mask")))
        .hasMessageContaining("3x4");
  }
}
