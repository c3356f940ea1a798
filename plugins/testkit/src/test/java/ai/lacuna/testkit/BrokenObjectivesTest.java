package ai.lacuna.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault is caught by the rule that names it. */
class BrokenObjectivesTest {

  private static Subject<FaultyPlugin.Settings> subject(Set<Fault> faults) {
    return new Subject<>(
        () -> FaultyPlugin.with(faults),
        FaultyPlugin.Settings.defaults(),
        Limits.defaults());
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
  void whatIsComparedWithNothingFromOutsideCanBeLearntByHeart() {
    assertThatCode(() -> Rule.LEARNS_EIGHT_IMAGES.check(subject(EnumSet.of(Fault.CONSTANT_TARGET))))
        .doesNotThrowAnyException();
  }

  /** Accepts any ratio. */
  record Boundless(@Doc("Share") double ratio) implements Config {
    static Boundless defaults() {
      return new Boundless(0.5);
    }
  }

  /** Its range promises more than a plan keeps. */
  record Careless(@Doc("Share") @Range("[0, 1]") double ratio) implements Config {
    static Careless defaults() {
      return new Careless(0.5);
    }
  }

  /** Nobody knows what it does. */
  record Silent(@Range("(0, 1)") double ratio) implements Config {
    static Silent defaults() {
      return new Silent(0.5);
    }
  }

  /** Its defaults break its rules. */
  record Contradictory(@Doc("Share") @Range("(0, 1)") double ratio) implements Config {
    static Contradictory defaults() {
      return new Contradictory(1.5);
    }
  }

  @Test
  void aSettingWithoutRangeIsCaught() {
    assertThat(seen(Boundless.class, Boundless.defaults())).contains("ratio = -1e9 is accepted");
  }

  @Test
  void aRangeThatPromisesTooMuchIsCaught() {
    assertThat(seen(Careless.class, Careless.defaults()))
        .contains("ratio = 0.0 is accepted, and then plan throws")
        .contains("mask ratio must lie in (0, 1)");
  }

  @Test
  void aSettingWithoutDescriptionIsCaught() {
    assertThat(seen(Silent.class, Silent.defaults())).contains("ratio has no @Doc");
  }

  @Test
  void defaultsThatAreRefusedAreCaught() {
    assertThat(seen(Contradictory.class, Contradictory.defaults()))
        .contains("the defaults are refused: ratio: given 1.5");
  }

  private static <C extends Record & Config> String seen(Class<C> type, C settings) {
    Subject<C> subject = new Subject<>(() -> new Masking<>(type), settings, Limits.defaults());
    BrokenRuleError error =
        catchThrowableOfType(BrokenRuleError.class, () -> Rule.SETTINGS_ARE_CHECKED.check(subject));
    assertThat(error).isNotNull();
    return error.getMessage();
  }

  // Masks by the setting, and never gets further than its plan.
  private record Masking<C extends Record & Config>(Class<C> configType)
      implements ObjectivePlugin<C> {
    @Override
    public String name() {
      return "masking";
    }

    @Override
    public String summary() {
      return "";
    }

    @Override
    public Objective create(C config) {
      double ratio = config instanceof Careless careless ? careless.ratio() : 0.5;
      return new Objective() {
        @Override
        public Plan plan(PlanContext context) {
          return Plan.with(new TrainingDefaults(10, 8, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0))
              .mask(new MaskSpec.Random(ratio))
              .build();
        }

        @Override
        public Losses loss(Step step) {
          throw new UnsupportedOperationException();
        }
      };
    }
  }
}
