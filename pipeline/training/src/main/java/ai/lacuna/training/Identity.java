package ai.lacuna.training;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every setting that a run's result depends on, and how two of them differ. */
final class Identity {

  private static final String FIX =
      "set it back to continue this run, or start a new one in another work folder";

  private Identity() {}

  /** A value as it will look when read back from a file. */
  static JsonNode of(Object settings) {
    try {
      return Json.MAPPER.readTree(Json.line(settings));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("own JSON is unreadable", e);
    }
  }

  /**
   * Checks that saved state belongs to this run.
   *
   * @throws LacunaException of kind CONFIG that lists every setting that differs
   */
  static void requireSame(JsonNode now, JsonNode saved) {
    Map<String, String> given = flat(now);
    Map<String, String> expected = flat(saved);
    TreeSet<String> paths = new TreeSet<>(given.keySet());
    paths.addAll(expected.keySet());
    Problems problems = new Problems();
    for (String path : paths) {
      String a = given.getOrDefault(path, "nothing");
      String b = expected.getOrDefault(path, "nothing");
      if (!a.equals(b)) {
        problems.add(path, a, b + ", as the checkpoint was made with", FIX);
      }
    }
    problems.throwIfAny();
  }

  private static Map<String, String> flat(JsonNode node) {
    Map<String, String> values = new TreeMap<>();
    flatten("", node, values);
    return values;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> values) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  flatten(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      values));
    } else {
      values.put(path, node.toString());
    }
  }
}
