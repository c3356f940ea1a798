package ai.lacuna.evaluation;

import ai.lacuna.api.config.Problem;
import ai.lacuna.evaluation.gate.GateResult;
import ai.lacuna.evaluation.report.Judgement;
import ai.lacuna.evaluation.report.ReportFiles;
import ai.lacuna.evaluation.report.RunReport;
import ai.lacuna.evaluation.seeds.OverSeeds;
import ai.lacuna.evaluation.seeds.SeedRun;
import ai.lacuna.evaluation.seeds.Training;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.KeptRun;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.Reporter;
import ai.lacuna.workflow.Verdict;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes run folders from what the stages have left in the store. */
final class EvaluationReporter implements Reporter {

  @Override
  public Verdict report(FinishedRun run, Path folder) throws IOException {
    RunReport report = RunReader.read(run);
    ReportFiles.write(report, folder);
    Judgement judgement = Judgement.of(report);
    String headline =
        judgement.gates().isEmpty()
            ? judgement.headline()
            : judgement.headline() + " " + judgement.gates() + ".";
    List<GateResult.Failed> failed = report.failedGates();
    return failed.isEmpty()
        ? new Verdict.Passed(headline)
        : new Verdict.Failed(headline, failed.stream().map(EvaluationReporter::problem).toList());
  }

  @Override
  public Comparison combine(List<KeptRun> runs, Path folder) throws IOException {
    List<RunReport> reports = new ArrayList<>();
    List<SeedRun> seeds = new ArrayList<>();
    for (KeptRun kept : runs) {
      FinishedRun run = kept.run();
      RunReport report = RunReader.outline(run, KeptScores.read(kept));
      reports.add(report);
      Training training = TrainingReader.open(run.stage(Planning.ENCODER)).training();
      seeds.add(
          new SeedRun(
              run.name(),
              run.recipeName(),
              run.seed(),
              RecipeSettings.of(run),
              report.results(),
              training));
    }
    OverSeeds overSeeds = OverSeeds.of(seeds);
    Path page = ReportFiles.compare(reports, overSeeds, folder);
    ObjectNode data = Json.MAPPER.createObjectNode();
    data.set("overSeeds", Json.MAPPER.valueToTree(overSeeds.groups()));
    return new Comparison(page, ReportFiles.text(overSeeds), data);
  }

  private static Problem problem(GateResult.Failed gate) {
    return new Problem(
        "gate '" + gate.gate() + "'", gate.given(), gate.expected() + ", " + gate.why(), "");
  }
}
