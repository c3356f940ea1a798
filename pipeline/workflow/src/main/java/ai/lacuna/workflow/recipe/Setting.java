package ai.lacuna.workflow.recipe;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Suggestion;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A place in a recipe, present or not. Reading it never throws for what a user did wrong: the
 * problem goes to the recipe with its full path, and the reader gets an empty result.
 */
public final class Setting {

  private final Recipe recipe;
  private final String path;
  private final JsonNode node;

  Setting(Recipe recipe, String path, JsonNode node) {
    this.recipe = recipe;
    this.path = path;
    this.node = node;
  }

  /** The dotted path from the recipe's root, such as {@code evaluate.0.k}. */
  public String path() {
    return path;
  }

  /** What stands there; a missing node if nothing does. */
  public JsonNode node() {
    return node;
  }

  /** Whether the recipe has it. */
  public boolean isPresent() {
    return !node.isMissingNode();
  }

  /** A setting inside this one. */
  public Setting at(String key) {
    return new Setting(recipe, TreePaths.child(path, key), node.path(key));
  }

  /** The settings of a list; empty if this is absent. Anything but a list is a problem. */
  public List<Setting> items() {
    if (!isPresent()) {
      return List.of();
    }
    if (!node.isArray()) {
      problem("a list, one '- ' line for each entry", "");
      return List.of();
    }
    List<Setting> items = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      items.add(new Setting(recipe, TreePaths.child(path, Integer.toString(i)), node.get(i)));
    }
    return items;
  }

  /** The keys inside this one, in the recipe's order. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** This, or if it is absent a default that stands in the completed recipe from then on. */
  public Setting orElse(JsonNode value) {
    if (isPresent()) {
      return this;
    }
    resolve(value);
    return new Setting(recipe, path, value);
  }

  /** As if another value stood here; what the completed recipe says is not changed. */
  public Setting instead(JsonNode value) {
    return new Setting(recipe, path, value);
  }

  /** Sets what the completed recipe says here, such as what a preset's name stands for. */
  public void resolve(JsonNode value) {
    recipe.resolve(path, value);
  }

  /** As {@link #bind(Class, Config, Set)} with the type's own defaults and no further keys. */
  public <C extends Config> Optional<C> bind(Class<C> type) {
    return bind(type, Configs.defaults(type), Set.of());
  }

  /** As {@link #bind(Class, Config, Set)} with the record's own type and no further keys. */
  public <C extends Record & Config> Optional<C> bind(C defaults) {
    return bind(defaults, Set.of());
  }

  /** As {@link #bind(Class, Config, Set)} with the record's own type. */
  public <C extends Record & Config> Optional<C> bind(C defaults, Set<String> alsoKnown) {
    @SuppressWarnings("unchecked") // getClass of a C is a Class<C>: records are final
    Class<C> type = (Class<C>) defaults.getClass();
    return bind(type, defaults, alsoKnown);
  }

  /**
   * Reads this as a config record: unknown keys, wrong types, values out of range and rules of
   * {@link Config#check} are reported, all of them. The completed recipe gets every component.
   *
   * @param type a record, or a sealed interface, among whose records the key {@code type} chooses
   * @param defaults what holds for keys that are missing; if another record is chosen than this
   *     one's type, that record's own defaults do
   * @param alsoKnown keys that somebody else reads, such as the one that chose the type
   * @return the record; empty if anything was reported
   */
  public <C extends Config> Optional<C> bind(Class<C> type, C defaults, Set<String> alsoKnown) {
    return new ConfigBinder(recipe).bind(this, type, defaults, alsoKnown);
  }

  /**
   * Reads the text under a key that chooses among named things.
   *
   * @param key the key, such as {@code protocol}
   * @param known the things by name
   * @return the chosen one; empty if the key is absent or names nothing, which is reported
   */
  public <T> Optional<T> choose(String key, Map<String, T> known) {
    Setting choice = at(key);
    if (node.isMissingNode() || node.isObject()) {
      if (!choice.isPresent()) {
        choice.problem("nothing", "one of " + names(known.keySet()), "");
        return Optional.empty();
      }
      Optional<String> name = choice.text();
      T found = name.map(known::get).orElse(null);
      if (name.isPresent() && found == null) {
        choice.problem("one of " + names(known.keySet()), suggestion(name.get(), known.keySet()));
      }
      return Optional.ofNullable(found);
    }
    problem("a group of settings, 'key: value' lines", "");
    return Optional.empty();
  }

  /** Reports every key of this group that is not among the known ones. */
  public void allowOnly(Set<String> known) {
    if (isPresent() && !node.isObject()) {
      problem("a group of settings, 'key: value' lines", "");
      return;
    }
    for (String key : keys()) {
      if (!known.contains(key)) {
        at(key)
            .problem(
                "an unknown setting",
                known.isEmpty() ? "no setting at all" : "one of " + names(known),
                known.isEmpty() ? "remove it" : suggestion(key, known));
      }
    }
  }

  /** The text that stands here; empty if absent. Anything but a text is a problem. */
  public Optional<String> text() {
    if (!isPresent()) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      problem("a text", node.isValueNode() && !node.isNull() ? "put it in quotes" : "");
      return Optional.empty();
    }
    return Optional.of(node.asText());
  }

  /** Reports that what stands here is wrong. */
  public void problem(String expected, String fix) {
    problem(given(), expected, fix);
  }

  /** As {@link #problem(String, String)}, saying oneself what was given. */
  public void problem(String given, String expected, String fix) {
    recipe.report(new Problem(path, given, expected, fix));
  }

  /** What stands here, for messages. */
  public String given() {
    if (node.isMissingNode() || node.isNull() || (node.isTextual() && node.asText().isEmpty())) {
      return "nothing";
    }
    String text = node.toString();
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  /** A question about the name that was probably meant, or nothing if none is close. */
  static String suggestion(String given, Collection<String> known) {
    return Suggestion.closest(given, known).map(name -> "did you mean '" + name + "'?").orElse("");
  }

  private static String names(Collection<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }
}
