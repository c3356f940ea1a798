package ai.lacuna.workflow.store;

import ai.lacuna.files.Digest;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * The address of an artifact: a digest of what it is made from.
 *
 * <p>An input counts with its own fingerprint, not with the digest of its content, so that the
 * addresses of a whole plan are known before anything ran. Because stages are pure functions both
 * say the same; where a stage gave other content when it was run again, the digests of the parents
 * in the manifest tell, and the artifact counts as stale.
 */
public final class Fingerprint {

  private Fingerprint() {}

  /** The fingerprint of something made from these ingredients. */
  public static String of(Manifest.Ingredients ingredients) {
    Map<String, String> inputs = new TreeMap<>();
    ingredients.inputs().forEach((role, parent) -> inputs.put(role, parent.fingerprint()));
    Map<String, Object> all = new TreeMap<>();
    all.put("type", ingredients.type());
    all.put("codeVersion", ingredients.codeVersion());
    all.put("config", sorted(ingredients.config()));
    all.put("seed", ingredients.seed());
    all.put("inputs", inputs);
    return Digest.ofString("lacuna-stage-1\n" + Json.line(all));
  }

  /** The first characters, for people. */
  public static String brief(String fingerprint) {
    return fingerprint.substring(0, Math.min(12, fingerprint.length()));
  }

  // Trees keep the order in which keys were added; as maps they are written sorted.
  private static Object sorted(JsonNode tree) {
    return Json.MAPPER.convertValue(tree, Object.class);
  }
}
