package ai.lacuna.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

  private static final Map<String, Double> METRICS =
      Map.of(
          "knn.top1", 0.4,
          "linear-probe.top1", 0.5,
          "random-init.linear-probe.top1", 0.375,
          "broken.top1", Double.NaN);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "knn.top1 >= 0.4 | true",
        "knn.top1 > 0.4 | false",
        "knn.top1 <= 0.4 | true",
        "knn.top1 < 0.4 | false",
        "linear-probe.top1 > random-init.linear-probe.top1 | true",
        "linear-probe.top1 - random-init.linear-probe.top1 > 0.12 | true",
        "linear-probe.top1 > 1.5 * random-init.linear-probe.top1 | false",
        "2 + 3 * knn.top1 > 3.19 | true",
        "(2 + 3) * knn.top1 < 2.01 | true",
        "1 - 0.5 - 0.25 <= knn.top1 | true",
        "8 / 2 / 2 > knn.top1 * 5 - 0.1 | true",
        "-knn.top1 < -3e-1 | true",
        "broken.top1 >= 0 | false",
        "broken.top1 < 1 | false",
      })
  void judges(String text, boolean holds) {
    assertThat(gate(text).judge(METRICS) instanceof GateResult.Passed).isEqualTo(holds);
  }

  @Test
  void failureGivesTheNumbers() {
    GateResult result =
        gate("linear-probe.top1 > random-init.linear-probe.top1 + 0.2").judge(METRICS);
    assertThat(result)
        .isEqualTo(
            new GateResult.Failed(
                "linear-probe.top1 > random-init.linear-probe.top1 + 0.2",
                "linear-probe.top1 = 0.5000, random-init.linear-probe.top1 = 0.3750",
                "left side > 0.5750, but it is 0.5000",
                "short by 0.07500"));
  }

  @Test
  void aMetricThatWasNotMeasuredSkipsTheGate() {
    assertThat(gate("knn.top1 > 0.1").judge(Map.of()))
        .isEqualTo(new GateResult.Skipped("knn.top1 > 0.1", "not measured: knn.top1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "knn.top1 | one of > >= < <= after 'knn.top1'",
        "knn.top1 > | a number or a metric after 'knn.top1 >'",
        "knn.top1 = 0.4 | one of > >= < <= at column 10, where '=' stands",
        "knn.top1 > 0.1 > 0.05 | the end of the gate",
        "knn.top1 > 35% | the end of the gate",
        "(knn.top1 > 0.1 | ')' at column 11",
        "knn.top1 > 0,4 | a number, a metric or an operator at column 13",
        "knn.top1 > $x | a number, a metric or an operator at column 12",
        "knn.tpo1 > 0.1 | did you mean 'knn.top1'?",
        "knn.top1-0.1 > 0 | put spaces round the minus sign: 'knn.top1 - …'",
        "0.5 > 0.4 | at least one metric",
        "'' | a number or a metric",
      })
  void mistakesAreExplained(String text, String message) {
    Problems problems = new Problems();
    assertThat(Gate.parse("gates.0", text, METRICS.keySet(), problems)).isEmpty();
    assertThat(problems.list()).hasSize(1);
    Problem problem = problems.list().get(0);
    assertThat(problem.path()).isEqualTo("gates.0");
    assertThat(problem.toString()).contains(message);
  }

  @Test
  void allProblemsAtOnce() {
    Problems problems = new Problems();
    assertThat(Gate.parse("gates.0", "a.b > c.d", METRICS.keySet(), problems)).isEmpty();
    assertThat(problems.list()).hasSize(2);
  }

  private static Gate gate(String text) {
    Problems problems = new Problems();
    Optional<Gate> gate = Gate.parse("gates.0", text, METRICS.keySet(), problems);
    problems.throwIfAny();
    return gate.orElseThrow();
  }
}
