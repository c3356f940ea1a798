package ai.lacuna.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;
import org.junit.jupiter.api.Test;
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

  // The standard error of the mean is 1, so that half the width is the quantile itself, which
  // published tables (Fisher and Yates, table III) give it to three digits.
  @ParameterizedTest
  @CsvSource({
    "2, 12.706",
    "4, 3.182",
    "6, 2.571",
    "10, 2.262",
    "20, 2.093",
    "30, 2.045",
    "120, 1.980"
  })
  void halfWidthsOfStudentsTAreThoseOfTables(int n, double quantile) {
    double size = Math.sqrt(n - 1.0);
    List<Double> values = IntStream.range(0, n).mapToObj(i -> i % 2 == 0 ? size : -size).toList();
    Interval95 given = Interval95.studentT(values);
    assertThat(given.low()).isCloseTo(-quantile, within(6e-4));
    assertThat(given.high()).isCloseTo(quantile, within(6e-4));
  }

  @Test
  void equalValuesHaveAnIntervalWithoutWidth() {
    Interval95 given = Interval95.studentT(List.of(0.1, 0.1, 0.1));
    assertThat(given.high() - given.low()).isCloseTo(0, within(1e-12));
  }

  @Test
  void oneValueHasNoSpread() {
    assertThatThrownBy(() -> Interval95.studentT(List.of(1.0))).hasMessageContaining("at least 2");
  }
}
