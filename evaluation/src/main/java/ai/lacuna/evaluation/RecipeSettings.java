package ai.lacuna.evaluation;

import ai.lacuna.training.TrainingConfig;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.Planning;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What a recipe says about a run's numbers, its seed excepted: equal for runs that differ in
 * nothing else.
 *
 * <p>Left out are the recipe's name, its gates, what fingerprints leave out (devices, checkpoints,
 * logging) and threads, which move the last bits only. Where images lie is replaced by the digest
 * of what lay there.
 */
final class RecipeSettings {

  private static final String DATA = "data";
  private static final String PATH = "path";
  private static final String CONTENT = "content";
  private static final String CONFIG = "config";
  private static final String THREADS = "threads";

  private RecipeSettings() {}

  static ObjectNode of(FinishedRun run) {
    ObjectNode settings = run.recipe().deepCopy();
    settings.remove(List.of("name", "seed", EvaluationPlugin.GATES));
    settings.properties().forEach(section -> removeHousekeeping(section.getValue()));
    for (String stage : List.of(Planning.TRAIN_DATA, Planning.TEST_DATA)) {
      String split = stage.substring(stage.indexOf('.') + 1);
      JsonNode content =
          run.stage(stage).map(s -> s.config().path(CONTENT)).orElse(settings.path(CONTENT));
      if (settings.path(DATA).path(split) instanceof ObjectNode source
          && source.has(PATH)
          && content.isTextual()) {
        source.remove(PATH);
        source.set(CONTENT, content);
      }
    }
    return settings;
  }

  // An objective's own settings, under config, are all about its numbers.
  private static void removeHousekeeping(JsonNode node) {
    if (node instanceof ObjectNode group) {
      group.remove(TrainingConfig.HOUSEKEEPING);
      group.remove(THREADS);
      for (Map.Entry<String, JsonNode> entry : group.properties()) {
        if (!entry.getKey().equals(CONFIG)) {
          removeHousekeeping(entry.getValue());
        }
      }
    }
  }
}
