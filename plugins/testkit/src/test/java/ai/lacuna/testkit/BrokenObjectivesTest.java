package ai.lacuna.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault is caught by the rule that names it. */
class BrokenObjectivesTest {

  private static Subject<FaultyPlugin.Settings> subject(Set<Fault> faults) {
    return new Subject<>(
        () -> FaultyPlugin.with(faults), FaultyPlugin.Settings.defaults(), Limits.defaults());
  }

  @ParameterizedTest
  @EnumSource
  void isCaughtByTheRuleThatNamesIt(Fault fault) {
    BrokenRuleError error =
        catchThrowableOfType(
            BrokenRuleError.class, () -> fault.rule().check(subject(EnumSet.of(fault))));
    assertThat(error).as("%s under %s", fault, fault.rule()).isNotNull();
    assertThat(error.rule()).isEqualTo(fault.rule());
    assertThat(error.end()).isEqualTo(BrokenRuleError.End.VERDICT);
    String message = error.getMessage();
    assertThat(message)
        .startsWith(fault.rule() + ": " + fault.rule().sentence())
        .contains("objective: faulty with ", "expected: ", "likely: ");
    String seen = message.substring(message.indexOf("seen: "), message.indexOf("expected: "));
    assertThat(seen).contains(fault.says());
    assertThat(message.substring(message.indexOf("likely: "))).contains(fault.remedy());
  }

  @Test
  void theMessageSaysWhatToDo() {
    BrokenRuleError error =
        catchThrowableOfType(
            BrokenRuleError.class,
            () ->
                Rule.HIDDEN_PIXELS_DO_NOT_LEAK.check(
                    subject(EnumSet.of(Fault.ENCODES_HIDDEN_PATCHES))));
    assertThat(error.getMessage())
        .containsPattern("seen: +other pixels in hidden patches change the encoding of the first")
        .contains(
            "likely:    the plan hides patches, but encodes them all: give it the mode that leaves"
                + " them out, such as .encode(EncodeMode.VISIBLE_ONLY)");
  }

  @Test
  void everyRuleHasAFault() {
    Set<Rule> broken = EnumSet.of(BrokenSettingsTest.RULE);
    Arrays.stream(Fault.values()).map(Fault::rule).forEach(broken::add);
    assertThat(broken).containsExactlyInAnyOrder(Rule.values());
  }

  @Test
  void whatIsComparedWithNothingFromOutsideCanBeLearntByHeart() {
    assertThatCode(() -> Rule.LEARNS_EIGHT_IMAGES.check(subject(EnumSet.of(Fault.CONSTANT_TARGET))))
        .doesNotThrowAnyException();
  }
}
