package ai.lacuna.data.shard;

import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The columns of a shard: {@code image: struct<bytes, path>} and {@code label: int64} as Hugging
 * Face's {@code Image} and {@code ClassLabel} features are stored, so that its library opens a
 * shard as it is. Where a source has them follow
 *
 * <ul>
 *   <li>{@code objects}, a struct of lists with one entry for each object: {@code bbox} = (x, y,
 *       width, height) in pixels, {@code category}, {@code area} in pixels, {@code iscrowd}, {@code
 *       difficult}, and {@code segmentation}, the struct that pycocotools takes ({@code size} =
 *       height, width; {@code counts} = compressed run lengths), or null for an object without a
 *       mask;
 *   <li>{@code semantic: struct<bytes, path>}, a PNG with the class index of each pixel, 255 = not
 *       labelled.
 * </ul>
 *
 * @see <a href="https://huggingface.co/docs/datasets/about_dataset_features">the features</a>
 */
public final class ShardSchema {

  /** The footer key under which Hugging Face's library keeps the features. */
  public static final String METADATA_KEY = "huggingface";

  static final String IMAGE =
      "optional group image { optional binary bytes; optional binary path (STRING); }\n";
  static final String LABEL = "optional int64 label;\n";
  private static final String OBJECTS =
      """
      optional group objects {
        optional group bbox (LIST) { repeated group list {
          optional group element (LIST) { repeated group list { optional double element; } } } }
        optional group category (LIST) { repeated group list { optional int64 element; } }
        optional group area (LIST) { repeated group list { optional double element; } }
        optional group iscrowd (LIST) { repeated group list { optional boolean element; } }
        optional group difficult (LIST) { repeated group list { optional boolean element; } }
        optional group segmentation (LIST) { repeated group list { optional group element {
          optional group size (LIST) { repeated group list { optional int32 element; } }
          optional binary counts (STRING); } } }
      }
      """;
  private static final String SEMANTIC =
      "optional group semantic { optional binary bytes; optional binary path (STRING); }\n";

  /** Columns beside image and label. */
  public enum Annotation {
    /** Boxes, categories and masks of objects. */
    OBJECTS,
    /** A class index for every pixel. */
    SEMANTIC
  }

  private ShardSchema() {}

  static MessageType of(Set<Annotation> annotations) {
    StringBuilder text = new StringBuilder("message row {\n").append(IMAGE).append(LABEL);
    if (annotations.contains(Annotation.OBJECTS)) {
      text.append(OBJECTS);
    }
    if (annotations.contains(Annotation.SEMANTIC)) {
      text.append(SEMANTIC);
    }
    return MessageTypeParser.parseMessageType(text.append("}").toString());
  }

  /** The footer's text: features with class names. */
  static String metadata(Vocabulary vocabulary) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    ObjectNode features = root.putObject("info").putObject("features");
    features.putObject("image").put("_type", "Image");
    feature(features.putObject("label"), vocabulary.classes());
    if (vocabulary.annotations().contains(Annotation.OBJECTS)) {
      ObjectNode objects = features.putObject("objects");
      // Without lengths: Parquet has no type for them, and such a feature would be passed over.
      value(sequence(sequence(objects.putObject("bbox"))), "float64");
      feature(sequence(objects.putObject("category")), vocabulary.categories());
      value(sequence(objects.putObject("area")), "float64");
      value(sequence(objects.putObject("iscrowd")), "bool");
      value(sequence(objects.putObject("difficult")), "bool");
      // A sequence of structs would be read as a struct of sequences; in brackets it stays a list.
      ObjectNode mask = objects.putArray("segmentation").addObject();
      value(sequence(mask.putObject("size")), "int32");
      value(mask.putObject("counts"), "string");
    }
    if (vocabulary.annotations().contains(Annotation.SEMANTIC)) {
      features.putObject("semantic").put("_type", "Image");
    }
    return Json.line(root);
  }

  private static ObjectNode sequence(ObjectNode node) {
    return node.put("_type", "Sequence").putObject("feature");
  }

  private static void value(ObjectNode node, String type) {
    node.put("dtype", type).put("_type", "Value");
  }

  private static void feature(ObjectNode label, List<String> classes) {
    if (classes.isEmpty()) {
      label.put("dtype", "int64").put("_type", "Value");
    } else {
      label.put("_type", "ClassLabel").set("names", Json.MAPPER.valueToTree(classes));
    }
  }

  /**
   * The class names of a column, as the footer's text gives them.
   *
   * @param metadata the value of {@link #METADATA_KEY}
   * @return empty if the text has none for that column
   */
  public static List<String> classNames(String metadata, String column) {
    try {
      JsonNode feature = Json.MAPPER.readTree(metadata).path("info").path("features").path(column);
      List<String> names = new ArrayList<>();
      JsonNode listed = feature.path("names");
      if (listed.isArray()) {
        listed.forEach(name -> names.add(name.asText()));
      } else { // {"0": "cat", "1": "dog"}, as data set cards write it
        for (int i = 0; listed.has(Integer.toString(i)); i++) {
          names.add(listed.get(Integer.toString(i)).asText());
        }
      }
      return names;
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }
}
