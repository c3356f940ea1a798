package ai.lacuna.workflow.bench;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.Configs;
import java.util.Map;
import java.util.TreeMap;

/** Options of the command line that only some objectives have a setting for. */
final class ObjectiveOptions {

  private ObjectiveOptions() {}

  /** Those that an objective knows; of an unknown one, none. */
  static Map<String, Object> fitting(String objective, Map<String, Object> options) {
    Map<String, Object> fitting = new TreeMap<>(options);
    ObjectivePlugin<?> plugin = Plugins.load().objectives().get(objective);
    if (plugin == null) {
      return Map.of();
    }
    fitting.keySet().removeIf(name -> !Configs.defaultTree(plugin.configType()).has(name));
    return fitting;
  }
}
