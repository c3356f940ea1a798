package ai.lacuna.evaluation.stage;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.evaluation.protocol.ProtocolPlugin;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The installed protocols. */
public final class Protocols {

  private Protocols() {}

  /**
   * All of them by name.
   *
   * @throws LacunaException of kind CONFIG if two have the same name
   */
  public static Map<String, ProtocolPlugin<?>> all() {
    Map<String, ProtocolPlugin<?>> all = new TreeMap<>();
    ClassLoader given = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = given == null ? Protocols.class.getClassLoader() : given;
    for (ProtocolPlugin<?> plugin : ServiceLoader.load(ProtocolPlugin.class, loader)) {
      ProtocolPlugin<?> other = all.putIfAbsent(plugin.name(), plugin);
      if (other != null) {
        throw new LacunaException(
            LacunaException.Kind.CONFIG,
            "protocol '" + plugin.name() + "'",
            "two of them: " + other.getClass().getName() + " and " + plugin.getClass().getName(),
            "one",
            "remove the jar of one of them");
      }
    }
    return all;
  }

  /** The protocol of this name. */
  static ProtocolPlugin<?> named(String name) {
    Map<String, ProtocolPlugin<?>> all = all();
    ProtocolPlugin<?> plugin = all.get(name);
    if (plugin == null) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "protocol",
          name,
          "a protocol that is installed on the worker",
          Suggestion.didYouMean(name, all.keySet()));
    }
    return plugin;
  }
}
