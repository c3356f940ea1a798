package ai.lacuna.workflow.cli;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.FinishedRun.Status;
import ai.lacuna.workflow.Verdict;
import ai.lacuna.workflow.run.RunFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is said at the end of a run. */
record RunSummary(FinishedRun run, Verdict verdict, Path folder) {

  int exitCode() {
    return verdict instanceof Verdict.Failed ? LacunaException.Kind.GATE.exitCode() : 0;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(run.name()).append(": ").append(stages());
    text.append(", ").append(Messages.duration(run.seconds())).append('\n');
    text.append(exitCode() == 0 ? "  passed   " : "  FAILED   ").append(verdict.headline());
    text.append('\n');
    for (Problem failure : failures()) {
      text.append("           ").append(failure).append('\n');
    }
    text.append("  report   ").append(page()).append('\n');
    return text.toString();
  }

  String json() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", run.name());
    result.put("verdict", exitCode() == 0 ? "passed" : "failed");
    result.put("headline", verdict.headline());
    result.put("failures", failures());
    result.put("folder", folder.toString());
    result.put("report", page().toString());
    result.put("seconds", run.seconds());
    result.put("stages", run.stages().stream().map(RunSummary::stage).toList());
    return Json.line(result);
  }

  private List<Problem> failures() {
    return verdict instanceof Verdict.Failed failed ? failed.failures() : List.of();
  }

  private Path page() {
    Path page = folder.resolve(RunFolders.REPORT);
    return Files.exists(page) ? page : folder;
  }

  private String stages() {
    long cached = run.stages().stream().filter(s -> s.status() == Status.CACHED).count();
    long made = run.stages().size() - cached;
    if (made == 0) {
      return "everything cached (" + Messages.count(cached, "stage") + ")";
    }
    return Messages.count(made, "stage") + " made, " + cached + " cached";
  }

  private static Map<String, Object> stage(FinishedRun.Outcome outcome) {
    Map<String, Object> stage = new LinkedHashMap<>();
    stage.put("id", outcome.id());
    stage.put("kind", outcome.kind());
    stage.put("status", outcome.status() == Status.CACHED ? "cached" : "made");
    stage.put("seconds", outcome.seconds());
    stage.put("fingerprint", outcome.fingerprint());
    stage.put("digest", outcome.digest());
    stage.put("folder", outcome.folder().toString());
    return stage;
  }
}
