package ai.lacuna.data.source.parquet;

import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.data.shard.Row;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Finds the configured columns in a file's schema and reads them. */
final class Columns {

  private final String image;
  private final String label;

  Columns(ParquetConfig config) {
    this.image = config.image();
    this.label = config.label();
  }

  List<String> names() {
    return List.of(image, label);
  }

  /** Reports every column that is missing or of another type than expected. */
  void check(MessageType schema, String file, Problems problems) {
    if (!schema.containsField(image)) {
      List<String> found = names(schema);
      problems.add(
          file,
          "columns " + String.join(", ", found),
          "a column '" + image + "' with images",
          "set image to the column's name; " + Suggestion.didYouMean(image, found));
    } else if (!isImage(schema.getType(image))) {
      problems.add(
          file + ", column '" + image + "'",
          describe(schema.getType(image)),
          "struct<bytes: binary, path: string>, binary, or string with paths",
          "set image to a column with images");
    }
    if (label.equals(ParquetConfig.NONE)) {
      return;
    }
    if (!schema.containsField(label)) {
      problems.add(
          file,
          "columns " + String.join(", ", names(schema)),
          "a column '" + label + "' with classes",
          "set label to the column's name, or to none if images have no class; "
              + Suggestion.didYouMean(label, names(schema)));
    } else if (!isInteger(schema.getType(label)) && !isText(schema.getType(label))) {
      problems.add(
          file + ", column '" + label + "'",
          describe(schema.getType(label)),
          "int64 or int32 class indices, or string with names",
          "set label to a column with classes, or to none");
    }
  }

  private static List<String> names(MessageType schema) {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  private static boolean isImage(Type type) {
    if (type.isPrimitive()) {
      return isBinary(type);
    }
    GroupType struct = type.asGroupType();
    boolean bytes = struct.containsField("bytes");
    boolean path = struct.containsField("path");
    return (bytes || path)
        && (!bytes || isBinary(struct.getType("bytes")))
        && (!path || isBinary(struct.getType("path")));
  }

  private static boolean isBinary(Type type) {
    return type.isPrimitive()
        && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
  }

  private static boolean isText(Type type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return isBinary(type)
        && (logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
            || logical instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation);
  }

  /** Whether a file names the classes of its images instead of numbering them. */
  boolean hasNames(MessageType schema) {
    return schema.containsField(label) && isText(schema.getType(label));
  }

  /** Whether images may lie beside the file instead of in it. */
  boolean hasPaths(MessageType schema) {
    if (!schema.containsField(image)) {
      return false;
    }
    Type type = schema.getType(image);
    return type.isPrimitive() ? isText(type) : type.asGroupType().containsField("path");
  }

  private static boolean isInteger(Type type) {
    if (!type.isPrimitive()) {
      return false;
    }
    PrimitiveTypeName name = type.asPrimitiveType().getPrimitiveTypeName();
    return name == PrimitiveTypeName.INT64 || name == PrimitiveTypeName.INT32;
  }

  private static String describe(Type type) {
    return type.toString().replaceAll("\\s+", " ").trim();
  }

  /** The image's bytes, empty if the row has none. */
  byte[] bytes(Group row) {
    if (absent(row, image)) {
      return new byte[0];
    }
    Type type = row.getType().getType(image);
    if (type.isPrimitive()) {
      return isText(type) ? new byte[0] : row.getBinary(image, 0).getBytes();
    }
    Group struct = row.getGroup(image, 0);
    return absent(struct, "bytes") ? new byte[0] : struct.getBinary("bytes", 0).getBytes();
  }

  /** The path stored with the image, empty if there is none. */
  String path(Group row) {
    if (absent(row, image)) {
      return "";
    }
    Type type = row.getType().getType(image);
    if (type.isPrimitive()) {
      return isText(type) ? row.getString(image, 0) : "";
    }
    Group struct = row.getGroup(image, 0);
    return absent(struct, "path") ? "" : struct.getString("path", 0);
  }

  /** What the row says of its class: a name, or a number as text; empty if it says nothing. */
  String label(Group row) {
    if (absent(row, label)) {
      return "";
    }
    if (isText(row.getType().getType(label))) {
      return row.getString(label, 0).strip();
    }
    long number = number(row);
    return number == Row.UNLABELLED ? "" : Long.toString(number);
  }

  private long number(Group row) {
    boolean wide =
        row.getType().getType(label).asPrimitiveType().getPrimitiveTypeName()
            == PrimitiveTypeName.INT64;
    return wide ? row.getLong(label, 0) : row.getInteger(label, 0);
  }

  private static boolean absent(Group group, String column) {
    return !group.getType().containsField(column) || group.getFieldRepetitionCount(column) == 0;
  }
}
