package ai.lacuna.evaluation;

import ai.lacuna.api.config.Problem;
import ai.lacuna.evaluation.gate.GateResult;
import ai.lacuna.evaluation.report.Judgement;
import ai.lacuna.evaluation.report.ReportFiles;
import ai.lacuna.evaluation.report.RunReport;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.Reporter;
import ai.lacuna.workflow.Verdict;
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
  public Path combine(List<FinishedRun> runs, Path folder) throws IOException {
    List<RunReport> reports = new ArrayList<>();
    for (FinishedRun run : runs) {
      reports.add(RunReader.read(run));
    }
    return ReportFiles.compare(reports, folder);
  }

  private static Problem problem(GateResult.Failed gate) {
    return new Problem(
        "gate '" + gate.gate() + "'", gate.given(), gate.expected() + ", " + gate.why(), "");
  }
}
