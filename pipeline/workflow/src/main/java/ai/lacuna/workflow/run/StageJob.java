package ai.lacuna.workflow.run;

import ai.lacuna.files.Json;
import ai.lacuna.workflow.store.WorkFolder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a worker needs to know, as JSON, because that survives every runner's serialisation.
 *
 * @param id the stage's id in the plan
 * @param type its code
 * @param config its settings, hashed and unhashed ones together
 * @param seed its seed, or null
 * @param inputs folders of the input artifacts by role
 * @param work where the artifact is made
 * @param threads threads to use
 * @param device where tensors live
 */
record StageJob(
    String id,
    String type,
    JsonNode config,
    @Nullable Long seed,
    Map<String, String> inputs,
    String work,
    int threads,
    String device) {

  String toJson() {
    return Json.line(this);
  }

  static StageJob fromJson(String json) {
    try {
      return Json.MAPPER.readValue(json, StageJob.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a stage job: " + json, e);
    }
  }

  WorkFolder workFolder() {
    return new WorkFolder(Path.of(work));
  }
}
