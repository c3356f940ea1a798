package ai.lacuna.evaluation;

import ai.lacuna.evaluation.metric.Accuracy;
import ai.lacuna.evaluation.metric.Interval95;
import ai.lacuna.evaluation.metric.PairedComparison;
import ai.lacuna.evaluation.metric.Result;
import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.evaluation.report.RunReport;
import ai.lacuna.evaluation.stage.EvaluateStage;
import ai.lacuna.evaluation.stage.OutcomeFiles;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.Planning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts each protocol's numbers beside those of its floors. */
final class ScoreReader {

  private final FinishedRun run;

  private ScoreReader(FinishedRun run) {
    this.run = run;
  }

  static List<RunReport.Score> read(FinishedRun run) throws IOException {
    List<RunReport.Score> scores = new ArrayList<>();
    for (FinishedRun.Outcome stage : run.stagesOfType(EvaluateStage.TYPE)) {
      if (!stage.id().contains(".")) {
        scores.addAll(new ScoreReader(run).scores(stage));
      }
    }
    return scores;
  }

  // What one floor reached under one protocol.
  private record Rival(String floor, FinishedRun.Outcome stage, Outcome outcome) {}

  private List<RunReport.Score> scores(FinishedRun.Outcome stage) throws IOException {
    List<Rival> rivals = rivals(stage.id());
    List<RunReport.Score> scores = new ArrayList<>();
    for (Outcome.Measure measure : OutcomeFiles.read(stage.folder()).measures()) {
      List<RunReport.Floor> floors = new ArrayList<>();
      Map<String, Result.Reference> references = new LinkedHashMap<>();
      for (Rival rival : rivals) {
        Optional<Outcome.Measure> same = find(rival.outcome(), measure.metric());
        if (same.isPresent()) {
          PairedComparison paired = PairedComparison.of(measure.hits(), same.get().hits());
          references.put(rival.floor(), Result.Reference.of(same.get().value(), paired));
          Result result = result(rival.stage(), same.get(), rival.floor(), Map.of());
          floors.add(RunReport.Floor.of(rival.floor(), result));
        }
      }
      Result encoder = result(stage, measure, "", references);
      scores.add(new RunReport.Score(stage.id(), measure.metric(), encoder, floors));
    }
    return scores;
  }

  private List<Rival> rivals(String id) throws IOException {
    List<Rival> rivals = new ArrayList<>();
    for (String floor : Floors.ALL) {
      Optional<FinishedRun.Outcome> stage = run.stage(Floors.id(floor, id));
      if (stage.isPresent()) {
        rivals.add(new Rival(floor, stage.get(), OutcomeFiles.read(stage.get().folder())));
      }
    }
    return rivals;
  }

  private static Optional<Outcome.Measure> find(Outcome outcome, String metric) {
    return outcome.measures().stream().filter(m -> m.metric().equals(metric)).findFirst();
  }

  private Result result(
      FinishedRun.Outcome stage,
      Outcome.Measure measure,
      String floor,
      Map<String, Result.Reference> references) {
    int n = measure.hits().length;
    Long seed = stage.seed();
    return new Result(
        stage.id(),
        EvaluateStage.protocol(stage.config()),
        measure.metric(),
        measure.value(),
        n,
        Interval95.wilson(Accuracy.count(measure.hits()), n),
        seed == null ? run.seed() : seed,
        encoder(floor),
        references);
  }

  private String encoder(String floor) {
    if (floor.equals(Floors.PIXELS)) {
      return Floors.PIXELS;
    }
    String stage = floor.equals(Floors.UNTRAINED) ? Floors.UNTRAINED : Planning.ENCODER;
    return run.stage(stage).map(FinishedRun.Outcome::digest).orElse("unknown");
  }
}
