package ai.lacuna.workflow.bench;

import ai.lacuna.api.config.Config;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.data.source.Sources;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** Settings of sources that are named on the command line. */
final class SourceConfigs {

  private SourceConfigs() {}

  /** A source's defaults with a path. */
  static Record at(String source, Path path) {
    return at(Sources.named(source), path);
  }

  private static <C extends Record & Config> Record at(SourcePlugin<C, ?> source, Path path) {
    ObjectNode settings = Configs.toTree(Configs.defaults(source.configType()));
    settings.put("path", path.toString());
    return Configs.fromTree(settings, source.configType());
  }
}
