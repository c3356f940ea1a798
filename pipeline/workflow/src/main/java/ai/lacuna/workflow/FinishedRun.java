package ai.lacuna.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run did; written as {@code run.json}, so that its report can be made again.
 *
 * @param schema version of this format, 1
 * @param name the run's name, which is its folder's name
 * @param recipeName the recipe's name
 * @param seed the recipe's seed
 * @param recipe the whole recipe with every default
 * @param stages every stage, each after its inputs
 * @param started when it began, ISO 8601 in UTC
 * @param seconds how long it took
 * @param provenance code version, Java, operating system, processor, cores, memory
 */
public record FinishedRun(
    int schema,
    String name,
    String recipeName,
    long seed,
    ObjectNode recipe,
    List<Outcome> stages,
    String started,
    double seconds,
    Map<String, String> provenance) {

  /** How a stage came by its artifact. */
  public enum Status {
    /** It was in the store, complete and verified. */
    CACHED,
    /** It was made by this run. */
    RAN
  }

  /**
   * One stage of the run.
   *
   * @param id its id in the plan
   * @param type its code
   * @param kind what its artifact is
   * @param status how the artifact came about
   * @param seconds how long this run spent on it, all attempts and the verification of a cached
   *     artifact included
   * @param attempts attempts of this run; 0 if cached
   * @param config its settings
   * @param seed its seed, or null
   * @param inputs upstream stage ids by role
   * @param fingerprint the digest of what it was made from
   * @param digest the digest of what was made
   * @param folder where the artifact lies
   */
  public record Outcome(
      String id,
      String type,
      String kind,
      Status status,
      double seconds,
      int attempts,
      JsonNode config,
      @Nullable Long seed,
      Map<String, String> inputs,
      String fingerprint,
      String digest,
      Path folder) {}

  /** The stage with this id. */
  public Optional<Outcome> stage(String id) {
    return stages.stream().filter(s -> s.id().equals(id)).findFirst();
  }

  /** The stages with this code. */
  public List<Outcome> stagesOfType(String type) {
    return stages.stream().filter(s -> s.type().equals(type)).toList();
  }
}
