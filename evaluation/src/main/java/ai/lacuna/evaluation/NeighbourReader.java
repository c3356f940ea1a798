package ai.lacuna.evaluation;

import ai.lacuna.data.Dataset;
import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.evaluation.report.RunReport;
import ai.lacuna.evaluation.stage.EvaluateStage;
import ai.lacuna.evaluation.stage.OutcomeFiles;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.Planning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the images behind the neighbours that a protocol has noted. */
final class NeighbourReader {

  private NeighbourReader() {}

  /** Those of the first evaluation of the encoder that has any. */
  static List<RunReport.Neighbourhood> read(FinishedRun run) throws IOException {
    Optional<FinishedRun.Outcome> train = run.stage(Planning.TRAIN_DATA);
    Optional<FinishedRun.Outcome> test = run.stage(Planning.TEST_DATA);
    if (train.isEmpty() || test.isEmpty()) {
      return List.of();
    }
    for (FinishedRun.Outcome stage : run.stagesOfType(EvaluateStage.TYPE)) {
      if (!stage.id().contains(".")) {
        Outcome outcome = OutcomeFiles.read(stage.folder());
        if (!outcome.neighbours().isEmpty()) {
          return read(
              outcome, Dataset.open(train.get().folder()), Dataset.open(test.get().folder()));
        }
      }
    }
    return List.of();
  }

  private static List<RunReport.Neighbourhood> read(Outcome outcome, Dataset train, Dataset test)
      throws IOException {
    List<RunReport.Neighbourhood> list = new ArrayList<>();
    for (Outcome.Neighbours near : outcome.neighbours()) {
      List<RunReport.Neighbour> neighbours = new ArrayList<>();
      for (int k = 0; k < near.train().length; k++) {
        int row = near.train()[k];
        String label = Pictures.className(train.classes(), train.label(row));
        neighbours.add(
            new RunReport.Neighbour(
                Pictures.ofRow(train, row, label), label, near.similarity()[k]));
      }
      String truth = Pictures.className(test.classes(), test.label(near.test()));
      String predicted = Pictures.className(train.classes(), outcome.predictions()[near.test()]);
      list.add(
          new RunReport.Neighbourhood(
              Pictures.ofRow(test, near.test(), truth), truth, predicted, neighbours));
    }
    return list;
  }
}
