package ai.lacuna.testkit;

import ai.lacuna.api.config.Config;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The settings of a record and of the records in it, as far as a binder reads them. */
final class SettingTree {

  private static final Set<Type> WHOLE = Set.of(int.class, Integer.class, long.class, Long.class);
  private static final Set<Type> FRACTIONS = Set.of(double.class, Double.class);

  /**
   * A setting.
   *
   * @param path from the root, such as {@code modality.maskRatio}
   * @param component that holds it
   */
  record Setting(String path, RecordComponent component) {}

  /**
   * A number.
   *
   * @param path from the root, such as {@code modality.maskRatio} or {@code depths[0]}
   * @param pointer to it in a tree
   * @param component that holds it, or a list of such numbers
   * @param whole whether it has no fraction
   */
  record NumericSetting(
      String path, JsonPointer pointer, RecordComponent component, boolean whole) {

    /** A copy of a tree in which the number is another; a list that was empty gets it. */
    ObjectNode in(ObjectNode tree, double value) {
      ObjectNode copy = tree.deepCopy();
      JsonNode number = whole ? LongNode.valueOf((long) value) : DoubleNode.valueOf(value);
      JsonNode holder = copy.at(pointer.head());
      if (holder instanceof ArrayNode list) {
        if (!list.isEmpty()) {
          list.remove(0);
        }
        list.insert(0, number);
      } else {
        ((ObjectNode) holder).set(component.getName(), number);
      }
      return copy;
    }
  }

  private final List<Setting> settings = new ArrayList<>();
  private final List<NumericSetting> numbers = new ArrayList<>();

  SettingTree(Record config) {
    add(config, "", JsonPointer.empty());
  }

  /** All, those of nested records after the setting that holds them. */
  List<Setting> settings() {
    return List.copyOf(settings);
  }

  /** Those that are numbers, and the first of each list of numbers. */
  List<NumericSetting> numbers() {
    return List.copyOf(numbers);
  }

  private void add(Record config, String prefix, JsonPointer at) {
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      String path = prefix + component.getName();
      settings.add(new Setting(path, component));
      JsonPointer pointer = at.appendProperty(component.getName());
      Object value = Configs.value(component, config);
      if (value instanceof Record nested && value instanceof Config) {
        add(nested, path + ".", pointer);
      } else if (value instanceof List<?> list
          && component.getGenericType() instanceof ParameterizedType type) {
        addNumber(
            type.getActualTypeArguments()[0], path + "[0]", pointer.appendIndex(0), component);
        for (int i = 0; i < list.size(); i++) {
          if (list.get(i) instanceof Record nested && nested instanceof Config) {
            add(nested, path + "[" + i + "].", pointer.appendIndex(i));
          }
        }
      } else {
        addNumber(component.getType(), path, pointer, component);
      }
    }
  }

  private void addNumber(Type type, String path, JsonPointer pointer, RecordComponent component) {
    if (WHOLE.contains(type) || FRACTIONS.contains(type)) {
      numbers.add(new NumericSetting(path, pointer, component, WHOLE.contains(type)));
    }
  }
}
