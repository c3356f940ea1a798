package ai.lacuna.testkit;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Interval;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Range;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether wrong settings are refused before anything runs, and right ones are not. */
final class SettingChecks {

  private static final Set<Class<?>> NUMBERS = Set.of(int.class, long.class, double.class);

  private SettingChecks() {}

  static <C extends Record & Config> void ranges(Subject<C> subject) {
    ObjectivePlugin<C> plugin = subject.plugin();
    Class<C> type = plugin.configType();
    read(type, Configs.defaultTree(type), "the defaults");
    ObjectNode tested = Configs.toTree(subject.settings());
    read(type, tested, "the settings of the test");
    for (RecordComponent component : type.getRecordComponents()) {
      documented(component);
      if (NUMBERS.contains(component.getType())) {
        bounded(subject, component, tested);
      }
    }
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

  private static void documented(RecordComponent component) {
    Doc doc = component.getAnnotation(Doc.class);
    if (doc == null || doc.value().isBlank()) {
      throw new Finding(
          component.getName() + " has no @Doc",
          "a sentence that says what it does",
          "it was forgotten; 'lacuna plugins' would list a setting that nobody understands");
    }
  }

  private static <C extends Record & Config> void bounded(
      Subject<C> subject, RecordComponent component, ObjectNode tested) {
    Range range = component.getAnnotation(Range.class);
    if (range == null) {
      throw new Finding(
          component.getName() + " = -1e9 is accepted",
          "a refusal of values that mean nothing",
          "@Range(\"[1, )\") or another interval is missing");
    }
    Interval interval = Interval.parse(range.value());
    boolean whole = component.getType() != double.class;
    for (double outside : outside(interval, whole)) {
      ObjectNode tree = put(tested, component, outside);
      if (accepted(subject.plugin().configType(), tree)) {
        throw new Finding(
            component.getName() + " = " + outside + " is accepted",
            interval.describe(component.getName()),
            "the range is not what the binder reads");
      }
    }
    for (double inside : inside(interval, whole)) {
      planned(subject, component, put(tested, component, inside), inside);
    }
  }

  private static ObjectNode put(ObjectNode tested, RecordComponent component, double value) {
    ObjectNode tree = tested.deepCopy();
    return component.getType() == double.class
        ? tree.put(component.getName(), value)
        : tree.put(component.getName(), (long) value);
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
      Subject<C> subject, RecordComponent component, ObjectNode tree, double value) {
    try {
      ObjectivePlugin<C> plugin = subject.plugin();
      plugin.create(Configs.fromTree(tree, plugin.configType())).plan(Conditions.USUAL.context());
    } catch (LacunaException e) {
      return;
    } catch (RuntimeException e) {
      Finding finding =
          new Finding(
              component.getName() + " = " + value + " is accepted, and then plan throws " + e,
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
