package ai.lacuna.workflow.recipe;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Interval;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.Suggestion;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns a setting into a config record and reports everything that is wrong with it. */
final class ConfigBinder {

  // YAML's core schema reads 1e-3 as a number; Jackson's reader hands it over as text.
  private static final Pattern EXPONENT = Pattern.compile("[-+]?[0-9]+(\\.[0-9]*)?[eE][-+]?[0-9]+");

  private final Recipe recipe;

  ConfigBinder(Recipe recipe) {
    this.recipe = recipe;
  }

  <C extends Config> Optional<C> bind(
      Setting at, Class<C> type, C defaults, Set<String> alsoKnown) {
    Optional<Record> bound = bindMember(at, type, (Record) defaults, alsoKnown);
    bound.ifPresent(
        record ->
            Configs.toTree((Config) record)
                .fields()
                .forEachRemaining(e -> at.at(e.getKey()).resolve(e.getValue())));
    return bound.map(type::cast);
  }

  // A record, or the one that the key `type` chooses among the records of a sealed interface.
  private Optional<Record> bindMember(
      Setting at, Class<?> type, Record defaults, Set<String> alsoKnown) {
    if (!type.isSealed()) {
      return bindRecord(at, defaults, alsoKnown);
    }
    return member(at, type, defaults).flatMap(member -> bindRecord(at, member, alsoKnown));
  }

  private Optional<Record> member(Setting at, Class<?> type, Record defaults) {
    Setting choice = at.at(Configs.TYPE);
    if (!choice.isPresent()) {
      return Optional.of(defaults);
    }
    Map<String, Class<?>> family = Configs.family(type);
    Class<?> chosen = choice.node().isTextual() ? family.get(choice.node().asText()) : null;
    if (chosen == null) {
      at.choose(Configs.TYPE, family);
      // What was probably meant tells which other settings make sense.
      chosen =
          Suggestion.closest(choice.node().asText(), family.keySet()).map(family::get).orElse(null);
    }
    if (chosen == null) {
      return Optional.empty();
    }
    return Optional.of(chosen == defaults.getClass() ? defaults : Configs.invokeDefaults(chosen));
  }

  private Optional<Record> bindRecord(Setting at, Record defaults, Set<String> alsoKnown) {
    int before = recipe.problemCount();
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    Set<String> known = new LinkedHashSet<>(alsoKnown);
    Configs.typeName(defaults.getClass()).ifPresent(name -> known.add(Configs.TYPE));
    Arrays.stream(components).map(RecordComponent::getName).forEach(known::add);
    at.allowOnly(known);
    if (at.isPresent() && !at.node().isObject()) {
      return Optional.empty();
    }
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object value = Configs.value(components[i], defaults);
      Setting child = at.at(components[i].getName());
      boolean given = child.isPresent() || value instanceof Config;
      Optional<?> read =
          given
              ? read(child, components[i], components[i].getGenericType(), value)
              : Optional.empty();
      values[i] = read.isPresent() ? read.get() : value;
    }
    if (recipe.problemCount() > before) {
      return Optional.empty();
    }
    Optional<Record> record = create(at, defaults.getClass(), components, values);
    record.ifPresent(r -> check(at, (Config) r));
    return recipe.problemCount() > before ? Optional.empty() : record;
  }

  // Values are read whole or not at all: an empty result means that a problem was reported.
  private Optional<?> read(Setting at, RecordComponent component, Type type, Object fallback) {
    if (type == int.class || type == Integer.class) {
      return whole(at, component, Integer.MIN_VALUE, Integer.MAX_VALUE).map(Long::intValue);
    } else if (type == long.class || type == Long.class) {
      return whole(at, component, Long.MIN_VALUE, Long.MAX_VALUE);
    } else if (type == double.class || type == Double.class) {
      return number(at, component);
    } else if (type == String.class) {
      return present(at, "a text") ? at.text() : Optional.empty();
    } else if (type instanceof Class<?> c && c.isEnum()) {
      return constant(at, c);
    } else if (type instanceof Class<?> c && fallback instanceof Record nested) {
      return bindMember(at, c, nested, Set.of());
    } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list(at, component, list.getActualTypeArguments()[0]);
    }
    throw unsupported(component);
  }

  private Optional<List<?>> list(Setting at, RecordComponent component, Type elementType) {
    // One value stands for a list of one, such as 'image: 32'.
    List<Setting> items = at.node().isArray() ? at.items() : List.of(at);
    List<Object> values = new ArrayList<>();
    for (Setting item : items) {
      read(item, component, elementType, elementDefaults(elementType)).ifPresent(values::add);
    }
    return values.size() == items.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // reflection: the bound is checked by hand
  private static Object elementDefaults(Type type) {
    boolean nested = type instanceof Class<?> c && Config.class.isAssignableFrom(c);
    return nested ? Configs.defaults((Class) type) : "";
  }

  private Optional<Long> whole(Setting at, RecordComponent component, long min, long max) {
    JsonNode node = at.node();
    boolean fits =
        node.isIntegralNumber()
            && node.canConvertToLong()
            && node.asLong() >= min
            && node.asLong() <= max;
    if (!fits) {
      at.problem("a whole number" + in(component), "");
      return Optional.empty();
    }
    return inRange(at, component, node.asLong()) ? Optional.of(node.asLong()) : Optional.empty();
  }

  private Optional<Double> number(Setting at, RecordComponent component) {
    JsonNode node = at.node();
    boolean exponent = node.isTextual() && EXPONENT.matcher(node.asText()).matches();
    if (!node.isNumber() && !exponent) {
      at.problem("a number" + in(component), "");
      return Optional.empty();
    }
    double value = exponent ? Double.parseDouble(node.asText()) : node.asDouble();
    return inRange(at, component, value) ? Optional.of(value) : Optional.empty();
  }

  private static boolean inRange(Setting at, RecordComponent component, double value) {
    Range range = component.getAnnotation(Range.class);
    if (range == null || Interval.parse(range.value()).contains(value)) {
      return true;
    }
    at.problem(Interval.parse(range.value()).describe(component.getName()), "");
    return false;
  }

  private static String in(RecordComponent component) {
    Range range = component.getAnnotation(Range.class);
    return range == null ? "" : ", " + Interval.parse(range.value()).describe(component.getName());
  }

  private static Optional<?> constant(Setting at, Class<?> type) {
    Map<String, Object> known = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      known.put(Configs.name((Enum<?>) constant), constant);
    }
    Object found = at.node().isTextual() ? known.get(at.node().asText()) : null;
    if (found == null) {
      String fix =
          at.node().isTextual() ? Setting.suggestion(at.node().asText(), known.keySet()) : "";
      at.problem("one of " + String.join(", ", known.keySet()), fix);
    }
    return Optional.ofNullable(found);
  }

  private static boolean present(Setting at, String expected) {
    if (at.node().isNull()) {
      at.problem(expected, "");
      return false;
    }
    return true;
  }

  private Optional<Record> create(
      Setting at, Class<?> type, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return Optional.of((Record) constructor.newInstance(values));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        at.problem(String.valueOf(refusal.getMessage()), "");
        return Optional.empty();
      }
      throw new IllegalStateException("cannot create " + type.getName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot create " + type.getName(), e);
    }
  }

  private void check(Setting at, Config config) {
    Problems rules = new Problems();
    config.check(rules);
    for (Problem p : rules.list()) {
      recipe.report(
          new Problem(TreePaths.child(at.path(), p.path()), p.given(), p.expected(), p.fix()));
    }
  }

  static IllegalStateException unsupported(RecordComponent component) {
    return new IllegalStateException(
        "config component "
            + component.getDeclaringRecord().getName()
            + "."
            + component.getName()
            + " has type "
            + component.getGenericType().getTypeName()
            + "; supported: int, long, double, String, enums, config records and lists of these");
  }
}
