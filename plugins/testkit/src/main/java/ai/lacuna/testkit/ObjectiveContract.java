package ai.lacuna.testkit;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.Config;
import ai.lacuna.testkit.BrokenRuleError.End;
import ai.lacuna.workflow.recipe.Configs;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.AssertionFailedError;

/**
 * The test suite of an objective: extend it with one class and every {@link Rule} is a test.
 *
 * <pre>{@code
 * class MyObjectiveContractTest extends ObjectiveContract<MyConfig> {
 *   protected ObjectivePlugin<MyConfig> plugin() {
 *     return new MyPlugin();
 *   }
 * }
 * }</pre>
 *
 * <p>The objective meets a vision transformer of 2 blocks of width 32 on made-up labelled images of
 * 32 × 32 pixels in patches of 8 × 8, in float32 on the CPU. The whole suite takes some seconds as
 * long as {@link #settings} are small.
 *
 * @param <C> the objective's settings
 */
public abstract class ObjectiveContract<C extends Record & Config> {

  /** A plugin for the objective; called several times. */
  protected abstract ObjectivePlugin<C> plugin();

  /** Settings to test with: the defaults, unless their modules are large. */
  protected C settings() {
    return Configs.defaults(plugin().configType());
  }

  /** How closely rules are to be kept. */
  protected Limits limits() {
    return Limits.defaults();
  }

  /**
   * Rules that the method itself breaks, each with the reason why that is right. An exemption is a
   * claim too: it fails if the rule holds after all, or if an exception kept it from being checked.
   */
  protected Map<Rule, String> exemptions() {
    return Map.of();
  }

  /** The tests, one for each rule; how long each took is printed in the end. */
  @TestFactory
  public final Stream<DynamicTest> contract() {
    Times times = new Times();
    return Arrays.stream(Rule.values())
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule + ": " + rule.sentence(), () -> times.measure(rule, () -> test(rule))))
        .onClose(() -> System.out.println(getClass().getSimpleName() + ": " + times));
  }

  private void test(Rule rule) {
    Subject<C> subject = new Subject<>(this::plugin, settings(), limits());
    String reason = exemptions().get(rule);
    if (reason == null) {
      rule.check(subject);
    } else if (holds(rule, subject)) {
      throw new AssertionFailedError(
          rule
              + " is exempted ("
              + reason
              + "), but holds.\n  expected: an exemption for a rule that is broken\n  fix:     "
              + " remove the exemption");
    }
  }

  private boolean holds(Rule rule, Subject<C> subject) {
    try {
      rule.check(subject);
      return true;
    } catch (BrokenRuleError e) {
      if (e.end() == End.CRASH) {
        throw e;
      }
      return false;
    }
  }
}
