package ai.lacuna.workflow.recipe;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.TypeName;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Config records as trees and back; enum constants are written in lower case with hyphens. */
public final class Configs {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Configs() {}

  /** The key that chooses among the records of a sealed interface. */
  public static final String TYPE = "type";

  /** The record that the type's static method {@code defaults()} returns. */
  public static <C extends Config> C defaults(Class<C> type) {
    return type.cast(invokeDefaults(type));
  }

  static Record invokeDefaults(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("defaults");
      method.setAccessible(true);
      return (Record) method.invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "config record " + type.getName() + " needs a static method defaults()", e);
    }
  }

  /** What each component is unless a recipe says otherwise, as a recipe would write it. */
  public static ObjectNode defaultTree(Class<? extends Config> type) {
    return toTree((Config) invokeDefaults(type));
  }

  /**
   * All components as a tree, in the order of their declaration; before them the type, if there are
   * several to choose from.
   */
  public static ObjectNode toTree(Config config) {
    ObjectNode tree = NODES.objectNode();
    typeName(config.getClass()).ifPresent(name -> tree.put(TYPE, name));
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      tree.set(component.getName(), toNode(component, value(component, (Record) config)));
    }
    return tree;
  }

  /**
   * Reads a tree that {@link #toTree} wrote.
   *
   * @throws LacunaException of kind CONFIG if it does not fit the type
   */
  public static <C extends Config> C fromTree(JsonNode tree, Class<C> type) {
    ObjectNode root = tree instanceof ObjectNode group ? group : NODES.objectNode();
    Recipe recipe = new Recipe("settings", root, Map.of());
    C config = recipe.root().bind(type).orElse(null);
    recipe.throwIfProblems();
    if (config == null) {
      throw new IllegalStateException("no record and no problem for " + type.getName());
    }
    return config;
  }

  /** What recipes call a config record that is one of several. */
  static Optional<String> typeName(Class<?> type) {
    return Optional.ofNullable(type.getAnnotation(TypeName.class)).map(TypeName::value);
  }

  /**
   * The records of a sealed interface by their names, in the order in which it permits them.
   *
   * @throws IllegalStateException if one has no name
   */
  static Map<String, Class<?>> family(Class<?> type) {
    Map<String, Class<?>> members = new LinkedHashMap<>();
    for (Class<?> member : type.getPermittedSubclasses()) {
      String name =
          typeName(member)
              .orElseThrow(() -> new IllegalStateException(member.getName() + " needs @TypeName"));
      members.put(name, member);
    }
    return members;
  }

  /** What recipes call an enum constant. */
  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What a component of a record holds, also of a record that is not public. */
  public static Object value(RecordComponent component, Record config) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(config);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static JsonNode toNode(RecordComponent component, Object value) {
    if (value instanceof Integer number) {
      return NODES.numberNode(number);
    } else if (value instanceof Long number) {
      return NODES.numberNode(number);
    } else if (value instanceof Double number) {
      return NODES.numberNode(number);
    } else if (value instanceof String text) {
      return NODES.textNode(text);
    } else if (value instanceof Enum<?> constant) {
      return NODES.textNode(name(constant));
    } else if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(item -> array.add(toNode(component, item)));
      return array;
    } else if (value instanceof Config nested) {
      return toTree(nested);
    }
    throw ConfigBinder.unsupported(component);
  }
}
