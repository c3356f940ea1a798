package ai.lacuna.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Interval95Test {

  @ParameterizedTest
  @CsvSource({"1, 10", "5, 10", "9, 10", "970, 2000", "49000, 50000"})
  void wilsonEqualsCommonsMath(int right, int n) {
    ConfidenceInterval expected = new WilsonScoreInterval().createInterval(n, right, 0.95);
    Interval95 given = Interval95.wilson(right, n);
    assertThat(given.low()).isCloseTo(expected.getLowerBound(), within(1e-9));
    assertThat(given.high()).isCloseTo(expected.getUpperBound(), within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "0, 2000", "2000, 2000"})
  void extremesStayInsideAndContainTheShare(int right, int n) {
    Interval95 given = Interval95.wilson(right, n);
    assertThat(given.low()).isBetween(0.0, (double) right / n);
    assertThat(given.high()).isBetween((double) right / n, 1.0);
    assertThat(given.high() - given.low()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"-1, 10", "11, 10", "0, 0"})
  void impossibleCountsAreRefused(int right, int n) {
    assertThatThrownBy(() -> Interval95.wilson(right, n)).hasMessageContaining("expected 0 <=");
  }
}
