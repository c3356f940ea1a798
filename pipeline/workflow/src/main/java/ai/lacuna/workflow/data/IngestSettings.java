package ai.lacuna.workflow.data;

import ai.lacuna.api.config.Config;
import ai.lacuna.data.ingest.IngestOptions;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.data.source.Sources;
import ai.lacuna.files.FileDigests;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The settings of an import. Its {@code path} says where the images lie: it is left out of the
 * fingerprint, which covers a digest of what lies there instead, so that a moved folder is no
 * reason to import again and a changed byte is.
 *
 * @param name what the data set is called
 * @param source the source plugin's name
 * @param settings the source's own settings
 * @param options how to import
 */
record IngestSettings(String name, String source, ObjectNode settings, IngestOptions options) {

  private static final String PATH = "path";
  private static final String CONTENT = "content";
  private static final String DIGESTS = "digests";

  /** What the fingerprint covers. */
  ObjectNode hashed(String contentDigest) {
    ObjectNode own = settings.deepCopy();
    own.remove(PATH);
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("name", name);
    tree.put("source", source);
    tree.set("settings", own);
    tree.set("options", Configs.toTree(options));
    tree.put(CONTENT, contentDigest);
    return tree;
  }

  /** What it does not. */
  ObjectNode location(FileDigests files) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    files.folder().ifPresent(folder -> tree.put(DIGESTS, folder.toString()));
    if (settings.has(PATH)) {
      tree.set(PATH, settings.get(PATH));
    }
    return tree;
  }

  /** Reads both parts again. */
  static IngestSettings of(JsonNode config) {
    ObjectNode settings = config.get("settings").deepCopy();
    if (config.has(PATH)) {
      settings.set(PATH, config.get(PATH));
    }
    return new IngestSettings(
        config.get("name").asText(),
        config.get("source").asText(),
        settings,
        Configs.fromTree(config.get("options"), IngestOptions.class));
  }

  /** The digest that was planned with. */
  static String content(JsonNode config) {
    return config.get(CONTENT).asText();
  }

  /** Digests of the source's files, as far as they are known. */
  static FileDigests files(JsonNode config) throws IOException {
    return config.has(DIGESTS)
        ? FileDigests.in(Path.of(config.get(DIGESTS).asText()))
        : FileDigests.unremembered();
  }

  /** The source's own settings as its record. */
  Record sourceConfig() {
    return read(Sources.named(source));
  }

  private <C extends Record & Config> C read(SourcePlugin<C, ?> plugin) {
    return Configs.fromTree(settings, plugin.configType());
  }
}
