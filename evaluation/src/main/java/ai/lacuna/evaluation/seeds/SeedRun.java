package ai.lacuna.evaluation.seeds;

import ai.lacuna.evaluation.metric.Result;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A run as one seed of a recipe.
 *
 * @param run its name
 * @param recipe its recipe's name
 * @param seed its recipe's seed
 * @param settings its recipe without name, seed and what says nothing about its numbers; runs with
 *     equal settings are seeds of one recipe
 * @param results its numbers; what a floor reached under {@code knn} is called {@code FLOOR.knn}
 * @param training its pre-training
 */
public record SeedRun(
    String run,
    String recipe,
    long seed,
    JsonNode settings,
    List<Result> results,
    Training training) {

  public SeedRun {
    results = List.copyOf(results);
  }
}
