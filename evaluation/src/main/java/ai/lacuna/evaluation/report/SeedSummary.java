package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.metric.SeedMean;
import ai.lacuna.evaluation.seeds.Measure;
import ai.lacuna.evaluation.seeds.OverSeeds;
import ai.lacuna.evaluation.seeds.SeedGroup;
import ai.lacuna.evaluation.seeds.SeedScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Means over seeds as Markdown, one row for each recipe, to be pasted into a README. */
final class SeedSummary {

  private SeedSummary() {}

  static String of(OverSeeds overSeeds) {
    StringBuilder text = new StringBuilder();
    text.append(recipes(overSeeds)).append('\n');
    List<String> notes = new ArrayList<>();
    notes.add("Means over seeds, with 95 % intervals in parentheses.");
    SeedText.notes(overSeeds).forEach(note -> notes.add(Summary.escape(note)));
    text.append(String.join(" ", notes));
    text.append("\n\n<details><summary>Every metric, and the encoder's lead</summary>\n\n");
    text.append(everything(overSeeds)).append("\n</details>\n");
    return text.toString();
  }

  private static String recipes(OverSeeds overSeeds) {
    List<Measure> measures = overSeeds.headlines();
    List<String> names = new ArrayList<>(List.of("recipe", "seeds"));
    for (Measure measure : measures) {
      names.add(title(measure));
      for (String floor : overSeeds.floors(measure)) {
        names.add(RunReport.Floor.label(floor).replace(" network", ""));
      }
    }
    names.addAll(List.of("time", "images/s"));
    StringBuilder text = new StringBuilder();
    row(text, names);
    text.append("|---").append("|--:".repeat(names.size() - 1)).append("|\n");
    for (SeedGroup group : overSeeds.groups()) {
      int seeds = group.seeds().size();
      List<String> cells = new ArrayList<>();
      cells.add(Summary.escape(group.recipe()));
      cells.add(Integer.toString(seeds));
      for (Measure measure : measures) {
        Optional<SeedScore> score = group.score(measure);
        cells.add(score.map(s -> cell(s.encoder(), "**", seeds)).orElse(SeedTable.MISSING));
        for (String floor : overSeeds.floors(measure)) {
          cells.add(
              score.stream()
                  .flatMap(s -> s.floors().stream())
                  .filter(f -> f.floor().equals(floor))
                  .map(f -> cell(f.value(), "", seeds))
                  .findFirst()
                  .orElse(SeedTable.MISSING));
        }
      }
      cells.add(SeedText.time(group.training()));
      cells.add(SeedText.speed(group.training()));
      row(text, cells);
    }
    return text.toString();
  }

  // Numbers that some of the seeds lack say so.
  private static String cell(SeedMean mean, String mark, int seeds) {
    String interval = Summary.escape(SeedTable.interval(mean));
    String few = mean.n() < seeds ? ", " + mean.n() + " of " + seeds + " seeds" : "";
    return mark
        + Format.percent(mean.mean())
        + mark
        + (interval.isEmpty() ? "" : " (" + interval + few + ")");
  }

  private static String title(Measure measure) {
    String name = measure.evaluation().equals("knn") ? "kNN" : measure.evaluation();
    return Summary.escape(name.replace('-', ' ') + " " + Whiskers.metric(measure.metric()));
  }

  private static String everything(OverSeeds overSeeds) {
    StringBuilder text = new StringBuilder();
    row(
        text,
        List.of(
            "metric",
            "recipe",
            "features",
            "seeds",
            "mean",
            "95 % interval",
            "smallest – largest",
            "encoder's lead"));
    text.append("|---|---|---|--:|--:|--:|--:|---|\n");
    for (SeedTable.Group group : SeedTable.of(overSeeds, overSeeds.measures()).groups()) {
      String recipe = "";
      for (SeedTable.Row row : group.rows()) {
        boolean encoder = row.role() == Whiskers.Role.ENCODER;
        recipe = encoder ? row.label() : recipe;
        row(
            text,
            List.of(
                Summary.escape(group.title()),
                Summary.escape(recipe),
                encoder ? "trained encoder" : Summary.escape(row.label()),
                Integer.toString(row.seeds()),
                row.value(),
                Summary.escape(row.interval()),
                row.range(),
                Summary.escape(row.lead())));
      }
    }
    return text.toString();
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
