package ai.lacuna.workflow.catalog;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.workflow.Reporter;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.Tokenizers;
import ai.lacuna.workflow.WorkflowPlugin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * Everything that is installed: objectives, and the plugins of the workflow.
 *
 * <p>A plugin that cannot be used, because its jar does not open, it does not load or its name is
 * taken, is left out and named in {@link #failures}; the others go on working.
 */
public final class Plugins {

  private final Map<String, ObjectivePlugin<?>> objectives = new TreeMap<>();
  private final Map<String, WorkflowPlugin> workflow = new TreeMap<>();
  private final Map<String, Stage> stages = new TreeMap<>();
  private final List<Problem> failures = new ArrayList<>();

  private Plugins() {}

  /** Finds what the class loader sees, through {@link ServiceLoader}. */
  public static Plugins load(ClassLoader loader) {
    Plugins plugins = new Plugins();
    plugins.failures.addAll(BrokenJars.of(loader));
    for (ObjectivePlugin<?> plugin : plugins.services(ObjectivePlugin.class, loader)) {
      plugins.guarded(
          plugin,
          "objective",
          () -> {
            PluginChecks.check(plugin);
            plugins.claim(plugins.objectives, plugin.name(), plugin, "objective");
          });
    }
    for (WorkflowPlugin plugin : plugins.services(WorkflowPlugin.class, loader)) {
      plugins.guarded(
          plugin,
          "workflow plugin",
          () -> {
            List<? extends Stage> own = plugin.stages();
            if (plugins.claim(plugins.workflow, plugin.name(), plugin, "workflow plugin")) {
              own.forEach(s -> plugins.claim(plugins.stages, s.type(), s, "stage"));
            }
          });
    }
    return plugins;
  }

  /** As {@link #load(ClassLoader)} with the current thread's class loader. */
  public static Plugins load() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return load(loader == null ? Plugins.class.getClassLoader() : loader);
  }

  /** The objectives by name. */
  public Map<String, ObjectivePlugin<?>> objectives() {
    return Collections.unmodifiableMap(objectives);
  }

  /** The plugins of the workflow in the order in which they plan. */
  public List<WorkflowPlugin> workflow() {
    return workflow.values().stream()
        .sorted(Comparator.comparingInt(WorkflowPlugin::order))
        .toList();
  }

  /** The code of a stage. */
  public Stage stage(String type) {
    Stage stage = stages.get(type);
    if (stage == null) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "stage",
          type,
          "a stage that is installed",
          Suggestion.didYouMean(type, stages.keySet()) + " Or add its jar with --plugins");
    }
    return stage;
  }

  /** The writer of reports, if one is installed. */
  public Optional<Reporter> reporter() {
    return workflow().stream().flatMap(p -> p.reporter().stream()).findFirst();
  }

  /** Who makes tokens, if that is installed. */
  public Optional<Tokenizers> tokenizers() {
    return workflow().stream().flatMap(p -> p.tokenizers().stream()).findFirst();
  }

  /** Plugins that are left out, and why. */
  public List<Problem> failures() {
    return List.copyOf(failures);
  }

  /** The jar or folder that an object's class came from, for people. */
  public static String origin(Object plugin) {
    return originOf(plugin.getClass());
  }

  /** The jar or folder that a class came from, for people. */
  public static String originOf(Class<?> type) {
    return PluginChecks.file(type)
        .map(Path::getFileName)
        .map(Path::toString)
        .orElse(type.getName());
  }

  private <T> boolean claim(Map<String, T> names, String name, T thing, String what) {
    T other = names.putIfAbsent(name, thing);
    if (other == null) {
      return true;
    }
    failures.add(
        new Problem(
            what + " '" + name + "'",
            "two of them: in " + origin(other) + " and in " + origin(thing),
            "one",
            "remove one of the jars; until then the first is used"));
    return false;
  }

  // A plugin's own code may fail in any way; that must not reach the others.
  private void guarded(Object plugin, String what, Runnable use) {
    try {
      use.run();
    } catch (LacunaException e) {
      failures.addAll(e.problems());
    } catch (RuntimeException | LinkageError e) {
      failures.add(
          new Problem(
              what + " " + plugin.getClass().getName() + " in " + origin(plugin),
              "it fails when asked what it is: " + e,
              "a plugin that answers",
              e instanceof LinkageError ? PluginChecks.REBUILD : "mend it, or remove its jar"));
    }
  }

  private <T> List<T> services(Class<T> type, ClassLoader loader) {
    List<T> found = new ArrayList<>();
    Iterator<ServiceLoader.Provider<T>> services =
        ServiceLoader.load(type, loader).stream().iterator();
    while (true) {
      Class<?> provider = null;
      try {
        if (!services.hasNext()) {
          return found;
        }
        ServiceLoader.Provider<T> next = services.next();
        provider = next.type();
        Optional<Problem> refusal = PluginChecks.contract(provider);
        if (refusal.isPresent()) {
          failures.add(refusal.get());
        } else {
          found.add(next.get());
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        failures.add(PluginChecks.unloadable(type, provider, loader, e));
      }
    }
  }
}
