package ai.lacuna.evaluation.seeds;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Optional;

/**
 * The seeds of one recipe.
 *
 * @param recipe its name, with the settings that tell it from others of this name
 * @param seeds in the order of the runs
 * @param runs one for each seed
 * @param repeats runs that are not counted, since a seed of theirs is there already
 * @param scores one for each protocol and metric
 * @param training the pre-trainings on average
 */
@JsonPropertyOrder({"recipe", "seeds", "runs", "repeats", "scores", "training"})
public record SeedGroup(
    String recipe,
    List<Long> seeds,
    List<String> runs,
    List<String> repeats,
    List<SeedScore> scores,
    Training training) {

  public SeedGroup {
    seeds = List.copyOf(seeds);
    runs = List.copyOf(runs);
    repeats = List.copyOf(repeats);
    scores = List.copyOf(scores);
  }

  /** What it reached under a measure. */
  public Optional<SeedScore> score(Measure measure) {
    return scores.stream().filter(score -> score.measure().equals(measure)).findFirst();
  }
}
