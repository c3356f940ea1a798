package ai.lacuna.workflow.catalog;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.workflow.WorkflowPlugin;
import ai.lacuna.workflow.recipe.Recipe;
import ai.lacuna.workflow.recipe.RecipeReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Built-in recipes, which come with plugins, and recipes in files. */
public final class RecipeCatalog {

  private static final String SUFFIX = ".yaml";

  /**
   * A built-in recipe.
   *
   * @param name what it is called
   * @param summary its first comment line
   * @param text the YAML
   */
  public record Entry(String name, String summary, String text) {}

  private final Map<String, Entry> entries = new TreeMap<>();

  /** The recipes of these plugins. */
  public RecipeCatalog(Plugins plugins) {
    for (ObjectivePlugin<?> plugin : plugins.objectives().values()) {
      addAll(plugin, plugin.recipes());
    }
    for (WorkflowPlugin plugin : plugins.workflow()) {
      addAll(plugin, plugin.recipes());
    }
  }

  /** All built-in recipes by name. */
  public Collection<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /**
   * A built-in recipe.
   *
   * @throws LacunaException of kind CONFIG if there is none of this name
   */
  public Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw unknown(name);
    }
    return entry;
  }

  /**
   * Reads a recipe.
   *
   * @param nameOrPath a built-in recipe's name, or else a file
   * @param overrides {@code key=value} settings, see {@link RecipeReader#read}
   * @throws LacunaException of kind CONFIG if there is no such recipe or it is not readable
   */
  public Recipe read(String nameOrPath, List<String> overrides) {
    Entry builtIn = entries.get(nameOrPath);
    if (builtIn != null) {
      return RecipeReader.read(nameOrPath, builtIn.text(), overrides);
    }
    Path file = Path.of(nameOrPath);
    if (!Files.isRegularFile(file)) {
      throw unknown(nameOrPath);
    }
    try {
      return RecipeReader.read(
          String.valueOf(file.getFileName()), Files.readString(file), overrides);
    } catch (IOException e) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          nameOrPath,
          "a file that cannot be read as UTF-8 text (" + e.getMessage() + ")",
          "a readable recipe",
          "check its permissions and encoding");
    }
  }

  private LacunaException unknown(String name) {
    boolean looksLikeFile = name.contains("/") || name.endsWith(SUFFIX);
    return new LacunaException(
        LacunaException.Kind.CONFIG,
        "recipe",
        name,
        looksLikeFile ? "a file that exists" : "a built-in recipe or a YAML file",
        looksLikeFile ? "check the path" : Suggestion.didYouMean(name, entries.keySet()));
  }

  private void addAll(Object plugin, List<String> resources) {
    for (String listed : resources) {
      String resource = resource(listed);
      String name = resource.substring(resource.lastIndexOf('/') + 1).replace(SUFFIX, "");
      String text = text(plugin, resource);
      entries.putIfAbsent(name, new Entry(name, summary(text), text));
    }
  }

  /** The resource of a recipe: plugins list 'quickstart' or 'quickstart.yaml', as they like. */
  static String resource(String listed) {
    return listed.endsWith(SUFFIX) ? listed : listed + SUFFIX;
  }

  private static String text(Object plugin, String resource) {
    try (InputStream in = plugin.getClass().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            plugin.getClass().getName() + " names the recipe " + resource + ", which it lacks");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read recipe " + resource, e);
    }
  }

  private static String summary(String text) {
    return text.lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.substring(1).trim())
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("");
  }
}
