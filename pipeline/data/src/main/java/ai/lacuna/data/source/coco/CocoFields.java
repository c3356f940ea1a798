package ai.lacuna.data.source.coco;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The numbers and short texts of one JSON object; whatever is nested in it is passed over. */
final class CocoFields {

  private static final Set<String> KNOWN =
      Set.of("id", "image_id", "file_name", "height", "width", "name");

  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();

  private CocoFields() {}

  /** Reads from an object's start to its end. */
  static CocoFields read(JsonParser json) throws IOException {
    CocoFields fields = new CocoFields();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (!KNOWN.contains(name)) {
        json.skipChildren();
      } else if (value == JsonToken.VALUE_NUMBER_INT
          && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
        fields.numbers.put(name, json.getLongValue());
      } else if (value == JsonToken.VALUE_STRING) {
        fields.texts.put(name, json.getText());
      } else {
        json.skipChildren();
      }
    }
    return fields;
  }

  @Nullable Long id() {
    return number("id");
  }

  @Nullable Long number(String name) {
    return numbers.get(name);
  }

  String text(String name) {
    return texts.getOrDefault(name, "");
  }

  /** A side in pixels; 0 if there is none that can be one. */
  int size(String name) {
    long size = numbers.getOrDefault(name, 0L);
    return size == (int) size ? (int) Math.max(0, size) : 0;
  }
}
