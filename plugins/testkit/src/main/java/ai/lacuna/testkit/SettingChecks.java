package ai.lacuna.testkit;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Interval;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Range;
import ai.lacuna.testkit.SettingTree.NumericSetting;
import ai.lacuna.testkit.SettingTree.Setting;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Whether wrong settings are refused before anything runs, and right ones are not. */
final class SettingChecks {

  private SettingChecks() {}

  static <C extends Record & Config> void ranges(Subject<C> subject) {
    ObjectivePlugin<C> plugin = subject.plugin();
    Class<C> type = plugin.configType();
    read(type, Configs.defaultTree(type), "the defaults");
    ObjectNode tested = Configs.toTree(subject.settings());
    read(type, tested, "the settings of the test");
    SettingTree tree = new SettingTree(subject.settings());
    tree.settings().forEach(SettingChecks::documented);
    tree.numbers().forEach(number -> bounded(subject, number, tested));
  }

  private static <C extends Config> C read(Class<C> type, ObjectNode tree, String what) {
    try {
      return Configs.fromTree(tree, type);
    } catch (LacunaException e) {
      throw new Finding(
          what + " are refused: " + e.getMessage(),
          "settings that keep their own rules",
          "@Range or check() forbids what defaults() says");
    }
  }

  private static void documented(Setting setting) {
    Doc doc = setting.component().getAnnotation(Doc.class);
    if (doc == null || doc.value().isBlank()) {
      throw new Finding(
          setting.path() + " has no @Doc",
          "a sentence that says what it does",
          "it was forgotten; 'lacuna plugins' would list a setting that nobody understands");
    }
  }

  private static <C extends Record & Config> void bounded(
      Subject<C> subject, NumericSetting number, ObjectNode tested) {
    Range range = number.component().getAnnotation(Range.class);
    if (range == null) {
      throw new Finding(
          number.path() + " = -1e9 is accepted",
          "a refusal of values that mean nothing",
          "@Range(\"[1, )\") or another interval is missing");
    }
    Interval interval = Interval.parse(range.value());
    for (double outside : outside(interval, number.whole())) {
      if (accepted(subject.plugin().configType(), number.in(tested, outside))) {
        throw new Finding(
            number.path() + " = " + outside + " is accepted",
            interval.describe(number.path()),
            "the range is not what the binder reads");
      }
    }
    for (double inside : inside(interval, number.whole())) {
      planned(subject, number.path() + " = " + inside, number.in(tested, inside));
    }
  }

  private static boolean accepted(Class<? extends Config> type, ObjectNode tree) {
    try {
      Configs.fromTree(tree, type);
      return true;
    } catch (LacunaException e) {
      return false;
    }
  }

  // What is in its range is either refused with a reason or can be planned.
  private static <C extends Record & Config> void planned(
      Subject<C> subject, String what, ObjectNode tree) {
    try {
      ObjectivePlugin<C> plugin = subject.plugin();
      plugin.create(Configs.fromTree(tree, plugin.configType())).plan(Conditions.USUAL.context());
    } catch (LacunaException e) {
      return;
    } catch (RuntimeException e) {
      Finding finding =
          new Finding(
              what + " is accepted, and then plan throws " + e,
              "a plan, or a problem that names the setting",
              "a range that promises too much, or a rule between settings that check() lacks");
      finding.initCause(e);
      throw finding;
    }
  }

  private static List<Double> outside(Interval interval, boolean whole) {
    List<Double> values = new ArrayList<>();
    double step = whole ? 1 : 1e-6;
    if (Double.isFinite(interval.low())) {
      values.add(interval.lowEnd() == Interval.End.OPEN ? interval.low() : interval.low() - step);
    }
    if (Double.isFinite(interval.high())) {
      values.add(
          interval.highEnd() == Interval.End.OPEN ? interval.high() : interval.high() + step);
    }
    return values;
  }

  private static List<Double> inside(Interval interval, boolean whole) {
    List<Double> values = new ArrayList<>();
    double step = whole ? 1 : 1e-3;
    if (Double.isFinite(interval.low())) {
      values.add(interval.lowEnd() == Interval.End.CLOSED ? interval.low() : interval.low() + step);
    }
    if (Double.isFinite(interval.high())) {
      values.add(
          interval.highEnd() == Interval.End.CLOSED ? interval.high() : interval.high() - step);
    }
    return values;
  }
}
