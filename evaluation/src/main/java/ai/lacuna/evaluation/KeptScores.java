package ai.lacuna.evaluation;

import ai.lacuna.evaluation.metric.Metrics;
import ai.lacuna.evaluation.metric.Result;
import ai.lacuna.evaluation.report.RunReport;
import ai.lacuna.evaluation.stage.EvaluateStage;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.KeptRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of a run that may have left its store behind, as one that was copied from another
 * machine: then those of its {@code metrics.json}.
 */
final class KeptScores {

  private static final String METRICS = "metrics.json";

  private KeptScores() {}

  /** Its scores, none if they are kept nowhere. */
  static List<RunReport.Score> read(KeptRun kept) throws IOException {
    boolean stored =
        kept.run().stagesOfType(EvaluateStage.TYPE).stream()
            .map(FinishedRun.Outcome::folder)
            .allMatch(Files::isDirectory);
    Path metrics = kept.folder().resolve(METRICS);
    if (stored) {
      return ScoreReader.read(kept.run());
    }
    return Files.exists(metrics) ? scores(metrics) : List.of();
  }

  private static List<RunReport.Score> scores(Path file) throws IOException {
    try {
      return scores(Json.read(file, Metrics.class).results());
    } catch (JsonProcessingException e) {
      return List.of(); // of a layout that this version does not know
    }
  }

  private static List<RunReport.Score> scores(List<Result> results) {
    List<RunReport.Score> scores = new ArrayList<>();
    for (Result encoder : results) {
      if (!encoder.stage().contains(".")) {
        List<RunReport.Floor> floors = new ArrayList<>();
        for (String floor : Floors.ALL) {
          String stage = Floors.id(floor, encoder.stage());
          results.stream()
              .filter(r -> r.stage().equals(stage) && r.metric().equals(encoder.metric()))
              .forEach(r -> floors.add(RunReport.Floor.of(floor, r)));
        }
        scores.add(new RunReport.Score(encoder.stage(), encoder.metric(), encoder, floors));
      }
    }
    return scores;
  }
}
