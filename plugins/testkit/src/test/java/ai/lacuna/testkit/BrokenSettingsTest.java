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
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every fault of settings is caught, wherever a setting stands. */
class BrokenSettingsTest {

  /** What all of these break. */
  static final Rule RULE = Rule.SETTINGS_ARE_CHECKED;

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

  /** Accepts any ratio, one record further in. */
  record Holding(@Doc("Share") Boundless share) implements Config {
    static Holding defaults() {
      return new Holding(Boundless.defaults());
    }
  }

  /** Holds a setting that nobody knows the meaning of. */
  record Quiet(@Doc("Shares") List<Silent> shares) implements Config {
    static Quiet defaults() {
      return new Quiet(List.of(Silent.defaults()));
    }
  }

  /** Its range promises more than a plan keeps, one record further in. */
  record Nested(@Doc("Share") Careless share) implements Config {
    static Nested defaults() {
      return new Nested(Careless.defaults());
    }
  }

  /** Accepts any ratios. */
  record BoundlessList(@Doc("Shares") List<Double> ratios) implements Config {
    static BoundlessList defaults() {
      return new BoundlessList(List.of());
    }
  }

  /** Its range promises more than a plan keeps, of each element. */
  record CarelessList(@Doc("Shares") @Range("[0, 1]") List<Double> ratios) implements Config {
    static CarelessList defaults() {
      return new CarelessList(List.of());
    }
  }

  /** Accepts any count. */
  record Boxed(@Doc("Count") Integer count) implements Config {
    static Boxed defaults() {
      return new Boxed(3);
    }
  }

  /** Right throughout. */
  record Sound(
      @Doc("Share") @Range("(0, 1)") Double share,
      @Doc("Counts") @Range("[1, )") List<Long> counts,
      @Doc("Further") Inner inner,
      @Doc("Several") List<Inner> several)
      implements Config {
    record Inner(@Doc("Count") @Range("[0, 9)") int count) implements Config {
      static Inner defaults() {
        return new Inner(0);
      }
    }

    static Sound defaults() {
      return new Sound(0.5, List.of(1L, 2L), new Inner(1), List.of(new Inner(2), new Inner(3)));
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

  @Test
  void nestedSettingsAreLookedAtToo() {
    assertThat(seen(Holding.class, Holding.defaults())).contains("share.ratio = -1e9 is accepted");
    assertThat(seen(Quiet.class, Quiet.defaults())).contains("shares[0].ratio has no @Doc");
    assertThat(seen(Nested.class, Nested.defaults()))
        .contains("share.ratio = 0.0 is accepted, and then plan throws");
  }

  @Test
  void soAreListsOfNumbersAndBoxedOnes() {
    assertThat(seen(BoundlessList.class, BoundlessList.defaults()))
        .contains("ratios[0] = -1e9 is accepted");
    assertThat(seen(CarelessList.class, CarelessList.defaults()))
        .contains("ratios[0] = 0.0 is accepted, and then plan throws");
    assertThat(seen(Boxed.class, Boxed.defaults())).contains("count = -1e9 is accepted");
  }

  @Test
  void whatIsSoundIsLeftAlone() {
    assertThatCode(() -> RULE.check(subject(Sound.class, Sound.defaults())))
        .doesNotThrowAnyException();
  }

  private static <C extends Record & Config> Subject<C> subject(Class<C> type, C settings) {
    return new Subject<>(() -> new Masking<>(type), settings, Limits.defaults());
  }

  private static <C extends Record & Config> String seen(Class<C> type, C settings) {
    BrokenRuleError error =
        catchThrowableOfType(BrokenRuleError.class, () -> RULE.check(subject(type, settings)));
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
      double ratio = ratio(config);
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

    private static double ratio(Config config) {
      if (config instanceof Careless careless) {
        return careless.ratio();
      } else if (config instanceof Nested nested) {
        return nested.share().ratio();
      } else if (config instanceof CarelessList list && !list.ratios().isEmpty()) {
        return list.ratios().get(0);
      }
      return 0.5;
    }
  }
}
