package ai.lacuna.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is printed after a suite. */
class TimesTest {

  @Test
  void theLongestStandsFirst() {
    Times times = new Times();
    times.note(Rule.RESUMES, Duration.ofMillis(1500));
    times.note(Rule.ANY_SHAPE, Duration.ofMillis(2300));
    assertThat(times).hasToString("3.8 s: ANY_SHAPE 2.3 s, RESUMES 1.5 s");
  }

  @Test
  void aRuleThatFailsIsTimedToo() {
    Times times = new Times();
    assertThatThrownBy(
            () ->
                times.measure(
                    Rule.RESUMES,
                    () -> {
                      throw new AssertionError("broken");
                    }))
        .hasMessage("broken");
    assertThat(times.toString()).contains("RESUMES");
  }
}
