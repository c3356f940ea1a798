package ai.lacuna.evaluation;

import ai.lacuna.api.config.Problems;
import ai.lacuna.evaluation.gate.Gate;
import ai.lacuna.evaluation.gate.GateResult;
import ai.lacuna.evaluation.metric.Result;
import ai.lacuna.evaluation.report.Format;
import ai.lacuna.evaluation.report.RunReport;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.store.Artifact;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what a report shows from a finished run's artifacts. */
final class RunReader {

  private RunReader() {}

  static RunReport read(FinishedRun run) throws IOException {
    List<RunReport.Score> scores = ScoreReader.read(run);
    Optional<FinishedRun.Outcome> encoder = run.stage(Planning.ENCODER);
    TrainingReader training = TrainingReader.open(encoder);
    List<RunReport.Fact> facts = new ArrayList<>(training.facts());
    facts.add(new RunReport.Fact("seed", Long.toString(run.seed())));
    return new RunReport(
        run.name(),
        encoder.map(stage -> subtitle(stage.config())).orElse(""),
        facts,
        scores,
        gates(run, scores),
        training.curves(),
        training.maskedImages(),
        NeighbourReader.read(run),
        SectionReader.read(run),
        SplitReader.read(run),
        run.stages().stream().map(RunReader::row).toList(),
        RecipeReader.write(run.recipe()),
        provenance(run, encoder));
  }

  /** What a comparison needs: numbers and gates, none of the pictures. */
  static RunReport outline(FinishedRun run, List<RunReport.Score> scores) {
    return RunReport.outline(
        run.name(),
        run.stage(Planning.ENCODER).map(stage -> subtitle(stage.config())).orElse(""),
        scores,
        gates(run, scores));
  }

  private static String subtitle(JsonNode config) {
    JsonNode backbone = config.path("backbone");
    List<String> image = new ArrayList<>();
    backbone.path("image").forEach(side -> image.add(side.asText()));
    return "%s · %s of %s blocks, width %s, %s px in patches of %s · %s epochs"
        .formatted(
            config.path("objective").asText(),
            backbone.path("type").asText(),
            backbone.path("depth").asText(),
            backbone.path("width").asText(),
            String.join(" × ", image),
            backbone.path("patch").asText(),
            config.path("training").path("epochs").asText());
  }

  private static List<GateResult> gates(FinishedRun run, List<RunReport.Score> scores) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (RunReport.Score score : scores) {
      add(score.encoder(), values);
      score.floors().forEach(floor -> add(floor.result(), values));
    }
    List<GateResult> results = new ArrayList<>();
    for (JsonNode text : run.recipe().path(EvaluationPlugin.GATES)) {
      Problems problems = new Problems();
      String path = EvaluationPlugin.GATES + "." + results.size();
      Optional<Gate> gate = Gate.parse(path, text.asText(), values.keySet(), problems);
      results.add(
          gate.map(g -> g.judge(values))
              .orElseGet(
                  () -> new GateResult.Skipped(text.asText(), problems.list().get(0).toString())));
    }
    return results;
  }

  private static void add(Result result, Map<String, Double> values) {
    values.put(result.name(), result.value());
  }

  private static RunReport.StageRow row(FinishedRun.Outcome stage) {
    RunReport.Origin origin =
        switch (stage.status()) {
          case CACHED -> RunReport.Origin.CACHED;
          case RAN -> RunReport.Origin.RAN;
        };
    return new RunReport.StageRow(
        stage.id(), stage.kind(), origin, stage.seconds(), stage.fingerprint());
  }

  private static Map<String, List<RunReport.Fact>> provenance(
      FinishedRun run, Optional<FinishedRun.Outcome> encoder) throws IOException {
    Map<String, List<RunReport.Fact>> groups = new LinkedHashMap<>();
    groups.put(
        "Run",
        List.of(
            new RunReport.Fact("recipe", run.recipeName()),
            new RunReport.Fact("seed", Long.toString(run.seed())),
            new RunReport.Fact("started", run.started()),
            new RunReport.Fact("took", Format.seconds(run.seconds()))));
    groups.put("This run's code and machine", facts(run.provenance()));
    if (encoder.isPresent()) {
      groups.put(
          "The encoder's code and machine",
          facts(Artifact.open(encoder.get().folder()).manifest().provenance()));
    }
    List<RunReport.Fact> digests = new ArrayList<>();
    for (FinishedRun.Outcome stage : run.stages()) {
      digests.add(new RunReport.Fact(stage.id(), stage.digest()));
    }
    groups.put("Content digests", digests);
    return groups;
  }

  private static List<RunReport.Fact> facts(Map<String, String> values) {
    List<RunReport.Fact> facts = new ArrayList<>();
    values.forEach((name, value) -> facts.add(new RunReport.Fact(name, value)));
    return facts;
  }
}
