package ai.lacuna.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.ObjectivePlugin;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** An exemption is a claim that is checked too. */
class ExemptionTest {

  private static final class Exempting extends ObjectiveContract<FaultyPlugin.Settings> {
    private final Set<Fault> faults;

    Exempting(Set<Fault> faults) {
      this.faults = faults;
    }

    @Override
    protected ObjectivePlugin<FaultyPlugin.Settings> plugin() {
      return FaultyPlugin.with(faults);
    }

    @Override
    protected Map<Rule, String> exemptions() {
      return Map.of(Rule.VISIBLE_PIXELS_ARE_NO_TARGET, "it denoises");
    }

    void run() throws Throwable {
      DynamicTest test =
          contract()
              .filter(t -> t.getDisplayName().startsWith("VISIBLE_PIXELS_ARE_NO_TARGET"))
              .findFirst()
              .orElseThrow();
      test.getExecutable().execute();
    }
  }

  @Test
  void aBrokenRuleMayBeExempted() throws Throwable {
    new Exempting(EnumSet.of(Fault.AVERAGES_OVER_ALL_PATCHES)).run();
  }

  @Test
  void aRuleThatHoldsMayNot() {
    assertThatThrownBy(() -> new Exempting(Set.of()).run())
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("is exempted (it denoises), but holds");
  }

  @Test
  void anExceptionIsNoBrokenRule() {
    assertThatThrownBy(() -> new Exempting(EnumSet.of(Fault.THROWS_IN_PLAN)).run())
        .isInstanceOf(BrokenRuleError.class)
        .hasMessageContaining("the exception java.lang.IllegalStateException: no plan today")
        .hasMessageContaining("even if the rule is exempted")
        .hasRootCauseMessage("no plan today");
  }
}
