package ai.lacuna.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(0, 1)|0.5|true",
        "(0, 1)|0|false",
        "(0, 1)|1|false",
        "[0, 1]|0|true",
        "[0, 1]|1|true",
        "[1, )|1|true",
        "[1, )|1e300|true",
        "[1, )|0.999|false",
        "(, 3]|-1e300|true",
        "(, 3]|3.1|false",
        "[0, 1]|NaN|false"
      })
  void containsWhatItsNotationSays(String text, double value, boolean inside) {
    assertThat(Interval.parse(text).contains(value)).isEqualTo(inside);
  }

  @Test
  void describesItselfAsAnInequality() {
    assertThat(Interval.parse("(0, 1)").describe("ratio")).isEqualTo("0 < ratio < 1");
    assertThat(Interval.parse("[1, )").describe("batch")).isEqualTo("1 <= batch");
    assertThat(Interval.parse("(, 0.5]").describe("x")).isEqualTo("x <= 0.5");
  }

  @Test
  void refusesOtherText() {
    assertThatThrownBy(() -> Interval.parse("0..1")).hasMessageContaining("0..1");
  }
}
