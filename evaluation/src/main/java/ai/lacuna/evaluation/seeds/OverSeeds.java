package ai.lacuna.evaluation.seeds;

import ai.lacuna.evaluation.metric.Result;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs as groups that differ in nothing but their seed.
 *
 * @param groups in the order of their first runs
 */
public record OverSeeds(List<SeedGroup> groups) {

  private static final String LINEAR_PROBE = "linear-probe";
  private static final String HEADLINE = "top1";

  public OverSeeds {
    groups = List.copyOf(groups);
  }

  /** Groups runs by their settings; a seed counts once in each group. */
  public static OverSeeds of(List<SeedRun> runs) {
    Map<JsonNode, List<SeedRun>> sameSettings = new LinkedHashMap<>();
    for (SeedRun run : runs) {
      sameSettings.computeIfAbsent(run.settings(), settings -> new ArrayList<>()).add(run);
    }
    List<List<SeedRun>> groups = List.copyOf(sameSettings.values());
    List<String> labels = Labels.of(groups);
    List<SeedGroup> list = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      list.add(group(labels.get(i), groups.get(i)));
    }
    return new OverSeeds(list);
  }

  private static SeedGroup group(String label, List<SeedRun> runs) {
    Map<Long, SeedRun> seeds = new LinkedHashMap<>();
    List<String> repeats = new ArrayList<>();
    for (SeedRun run : runs) {
      if (seeds.putIfAbsent(run.seed(), run) != null) {
        repeats.add(run.run());
      }
    }
    List<SeedRun> counted = List.copyOf(seeds.values());
    return new SeedGroup(
        label,
        List.copyOf(seeds.keySet()),
        counted.stream().map(SeedRun::run).toList(),
        repeats,
        measures(counted).stream().flatMap(m -> SeedScore.of(m, counted).stream()).toList(),
        Training.mean(counted.stream().map(SeedRun::training).toList()));
  }

  // In the order of the recipe, but linear probes first, as papers have them.
  private static List<Measure> measures(List<SeedRun> runs) {
    return runs.stream()
        .flatMap(run -> run.results().stream())
        .filter(result -> !result.stage().contains("."))
        .sorted(Comparator.comparing((Result result) -> !result.protocol().equals(LINEAR_PROBE)))
        .map(result -> new Measure(result.stage(), result.metric()))
        .distinct()
        .toList();
  }

  /** Everything that some group has a score of. */
  public List<Measure> measures() {
    return groups.stream()
        .flatMap(g -> g.scores().stream())
        .map(SeedScore::measure)
        .distinct()
        .toList();
  }

  /** The one measure of each evaluation that goes into a short table: top-1, or its first. */
  public List<Measure> headlines() {
    Map<String, Measure> headlines = new LinkedHashMap<>();
    for (Measure measure : measures()) {
      headlines.merge(
          measure.evaluation(),
          measure,
          (first, other) -> other.metric().equals(HEADLINE) ? other : first);
    }
    return List.copyOf(headlines.values());
  }

  /** The floors of a measure in any group. */
  public List<String> floors(Measure measure) {
    Set<String> floors = new LinkedHashSet<>();
    groups.stream()
        .map(group -> group.score(measure))
        .flatMap(Optional::stream)
        .map(SeedScore::floors)
        .flatMap(Collection::stream)
        .forEach(floor -> floors.add(floor.floor()));
    return List.copyOf(floors);
  }
}
