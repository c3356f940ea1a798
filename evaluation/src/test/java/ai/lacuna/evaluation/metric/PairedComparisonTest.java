package ai.lacuna.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.evaluation.metric.PairedComparison.Outcome;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {

  @Test
  void exactPValueOfASmallTable() {
    // 1 against 9 discordant images: 2 (C(10,0) + C(10,1)) / 2^10 = 22 / 1024.
    PairedComparison c = PairedComparison.of(hits(30, 0, 9), hits(30, 9, 10));
    assertThat(c.onlyFirst()).isEqualTo(9);
    assertThat(c.onlySecond()).isEqualTo(1);
    assertThat(c.pValue()).isCloseTo(22.0 / 1024, within(1e-12));
    assertThat(c.difference()).isCloseTo(8.0 / 30, within(1e-12));
    assertThat(c.outcome()).isEqualTo(Outcome.BETTER);
  }

  @Test
  void equalPredictionsSayNothing() {
    PairedComparison c = PairedComparison.of(hits(5, 0, 3), hits(5, 0, 3));
    assertThat(c.pValue()).isEqualTo(1);
    assertThat(c.outcome()).isEqualTo(Outcome.NO_CLEAR_DIFFERENCE);
  }

  @Test
  void swappingTurnsTheOutcomeRound() {
    boolean[] good = hits(100, 0, 80);
    boolean[] bad = hits(100, 0, 20);
    assertThat(PairedComparison.of(good, bad).outcome()).isEqualTo(Outcome.BETTER);
    assertThat(PairedComparison.of(bad, good).outcome()).isEqualTo(Outcome.WORSE);
  }

  @Test
  void differentTestSetsAreRefused() {
    assertThatThrownBy(() -> PairedComparison.of(new boolean[3], new boolean[4]))
        .hasMessageContaining("given 3 and 4 predictions");
  }

  private static boolean[] hits(int n, int from, int to) {
    boolean[] hits = new boolean[n];
    Arrays.fill(hits, from, to, true);
    return hits;
  }
}
