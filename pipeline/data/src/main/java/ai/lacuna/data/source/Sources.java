package ai.lacuna.data.source;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Suggestion;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The source plugins on the class path. */
public final class Sources {

  private Sources() {}

  /**
   * All plugins by name, through the thread's context class loader.
   *
   * @throws LacunaException of kind CONFIG if two have the same name
   */
  public static SortedMap<String, SourcePlugin<?, ?>> all() {
    SortedMap<String, SourcePlugin<?, ?>> found = new TreeMap<>();
    for (SourcePlugin<?, ?> plugin : ServiceLoader.load(SourcePlugin.class)) {
      SourcePlugin<?, ?> other = found.put(plugin.name(), plugin);
      if (other != null) {
        throw new LacunaException(
            Kind.CONFIG,
            "source '" + plugin.name() + "'",
            plugin.getClass().getName() + " and " + other.getClass().getName(),
            "one plugin of that name",
            "remove one of them from the class path");
      }
    }
    return found;
  }

  /**
   * The plugin of a name.
   *
   * @throws LacunaException of kind CONFIG, with a suggestion, if there is none
   */
  public static SourcePlugin<?, ?> named(String name) {
    SortedMap<String, SourcePlugin<?, ?>> all = all();
    SourcePlugin<?, ?> plugin = all.get(name);
    if (plugin == null) {
      throw new LacunaException(
          Kind.CONFIG,
          "source",
          name,
          "the name of a source",
          Suggestion.didYouMean(name, all.keySet()));
    }
    return plugin;
  }
}
