package ai.lacuna.workflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  private static final JsonNode CONFIG = tree("{\"a\": 1, \"b\": {\"c\": 0.5, \"d\": \"x\"}}");

  private static JsonNode tree(String json) {
    try {
      return Json.MAPPER.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String of(
      String type, int version, JsonNode config, String seed, String input, String digest) {
    Map<String, Manifest.Parent> inputs = Map.of("data", new Manifest.Parent("d", input, digest));
    return Fingerprint.of(
        new Manifest.Ingredients(type, version, config, seed, new TreeMap<>(inputs)));
  }

  @Test
  void everythingThatDecidesTheResultChangesIt() {
    String base = of("t", 1, CONFIG, "0", "f", "");

    assertThat(of("u", 1, CONFIG, "0", "f", "")).isNotEqualTo(base);
    assertThat(of("t", 2, CONFIG, "0", "f", "")).isNotEqualTo(base);
    assertThat(of("t", 1, CONFIG, "1", "f", "")).isNotEqualTo(base);
    assertThat(of("t", 1, CONFIG, "", "f", "")).isNotEqualTo(base);
    assertThat(of("t", 1, CONFIG, "0", "g", "")).isNotEqualTo(base);
    assertThat(of("t", 1, tree("{\"a\": 2, \"b\": {\"c\": 0.5, \"d\": \"x\"}}"), "0", "f", ""))
        .isNotEqualTo(base);
  }

  @Test
  void theOrderOfKeysAndTheInputsContentDoNot() {
    String base = of("t", 1, CONFIG, "0", "f", "");

    assertThat(of("t", 1, tree("{\"b\": {\"d\": \"x\", \"c\": 0.5}, \"a\": 1}"), "0", "f", ""))
        .isEqualTo(base);
    assertThat(of("t", 1, CONFIG, "0", "f", "digest")).isEqualTo(base);
  }

  @Test
  void staysTheSameFromVersionToVersion() {
    // Stores of users hang on this: a change here makes everything they have stale.
    assertThat(of("t", 1, CONFIG, "0", "f", ""))
        .isEqualTo("f1c0981af0a577ad65c37d0f83e0fcd4b030f873f128ab7597fa2e4a90407417");
  }
}
