package ai.lacuna.workflow.recipe;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads recipes from YAML, with the line of every setting, and writes them back. */
public final class RecipeReader {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private final String origin;
  private final Map<String, String> locations = new LinkedHashMap<>();

  private RecipeReader(String origin) {
    this.origin = origin;
  }

  /**
   * Reads a recipe.
   *
   * @param origin the file's name or the recipe's, for messages
   * @param yaml the text
   * @param overrides {@code key=value} settings that replace or add to the text's, in order; keys
   *     are dotted paths, values are YAML
   * @throws LacunaException of kind CONFIG if the text is no YAML group or an override fits nowhere
   */
  public static Recipe read(String origin, String yaml, List<String> overrides) {
    RecipeReader reader = new RecipeReader(origin);
    JsonNode tree = reader.parse(yaml);
    if (!(tree instanceof ObjectNode root)) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          origin,
          tree.isMissingNode() ? "an empty file" : "no group of settings",
          "a recipe: 'key: value' lines such as 'name: my-run'",
          "see 'lacuna recipes NAME' for an example");
    }
    Overrides.apply(root, overrides, reader.locations);
    return new Recipe(origin, root, reader.locations);
  }

  /** A recipe's tree as YAML. */
  public static String write(JsonNode tree) {
    try {
      return new ObjectMapper(YAML).writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not representable as YAML", e);
    }
  }

  /** Reads one value, such as the right side of an override. */
  static JsonNode value(String origin, String yaml) {
    return new RecipeReader(origin).parse(yaml);
  }

  private JsonNode parse(String yaml) {
    try (YAMLParser parser = YAML.createParser(yaml)) {
      if (parser.nextToken() == null) {
        return NODES.missingNode();
      }
      JsonNode tree = node(parser, "");
      if (parser.nextToken() != null) {
        throw notYaml("more than one document", parser.currentTokenLocation(), null);
      }
      return tree;
    } catch (JsonProcessingException e) {
      // Indented lines repeat the text and its place.
      String message =
          e.getOriginalMessage()
              .lines()
              .filter(line -> !line.startsWith(" "))
              .collect(Collectors.joining(", "));
      throw notYaml(message, e.getLocation(), e);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  private JsonNode node(YAMLParser parser, String path) throws IOException {
    locations.putIfAbsent(path, place(parser.currentTokenLocation()));
    if (parser.isCurrentAlias()) {
      throw notYaml("an alias '*'", parser.currentTokenLocation(), null);
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return group(parser, path);
    } else if (token == JsonToken.START_ARRAY) {
      ArrayNode list = NODES.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(node(parser, TreePaths.child(path, Integer.toString(list.size()))));
      }
      return list;
    } else if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          ? NODES.numberNode(parser.getBigIntegerValue())
          : NODES.numberNode(parser.getLongValue());
    } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      return NODES.numberNode(parser.getDoubleValue());
    } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return NODES.booleanNode(token == JsonToken.VALUE_TRUE);
    } else if (token == JsonToken.VALUE_NULL) {
      return NODES.nullNode();
    }
    return NODES.textNode(parser.getText());
  }

  private ObjectNode group(YAMLParser parser, String path) throws IOException {
    ObjectNode group = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String child = TreePaths.child(path, key);
      locations.put(child, place(parser.currentTokenLocation()));
      parser.nextToken();
      group.set(key, node(parser, child));
    }
    return group;
  }

  private String place(JsonLocation location) {
    return origin + ":" + location.getLineNr();
  }

  private LacunaException notYaml(
      String found, @Nullable JsonLocation at, @Nullable Throwable cause) {
    String path = at == null ? origin : place(at);
    return new LacunaException(
        LacunaException.Kind.CONFIG,
        List.of(new Problem(path, found, "one plain YAML document without anchors", "")),
        cause);
  }
}
