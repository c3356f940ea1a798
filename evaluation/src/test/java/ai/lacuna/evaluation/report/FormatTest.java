package ai.lacuna.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.4567891, 0.4568",
    "100, 100",
    "0.5, 0.5",
    "12.25, 12.25",
    "1234567, 1 234 567",
    "0.00015, 1.5e−4",
    "20000000, 2e7",
    "-3.5, −3.5",
    "NaN, not a number"
  })
  void numbers(double value, String text) {
    assertThat(Format.number(value).replace('\u202f', ' ')).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "4.21, 4.2 s",
    "59.94, 59.9 s",
    "59.96, 1 min 00 s",
    "725, 12 min 05 s",
    "7260, 2 h 01 min"
  })
  void durations(double value, String text) {
    assertThat(Format.seconds(value).replace('\u00a0', ' ')).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.092, +9.2", "-0.004, −0.4", "0.0001, ±0.0", "-0.0001, ±0.0"})
  void differences(double value, String text) {
    assertThat(Format.points(value)).isEqualTo(text);
  }
}
