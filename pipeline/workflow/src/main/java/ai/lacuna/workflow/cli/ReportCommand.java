package ai.lacuna.workflow.cli;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.Reporter;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.run.RunFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lacuna report}. */
@Command(
    name = "report",
    description = "Writes the report of a finished run again, or one report about several runs.",
    footer = {
      "",
      "Examples:",
      "  lacuna report quickstart",
      "  lacuna report seed-0 seed-1 seed-2 --out runs/seeds"
    })
final class ReportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Names or folders of runs.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Where run folders are (default: ${DEFAULT-VALUE}).")
  private Path runs = Path.of("runs");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "For several runs: the folder to write (default: their names joined by '+').")
  private Optional<Path> out = Optional.empty();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws IOException {
    RunFolders folders = new RunFolders(runs);
    List<FinishedRun> finished = names.stream().map(folders::read).toList();
    Reporter reporter = reporter();
    PrintWriter print = output.out();
    if (finished.size() == 1) {
      FinishedRun run = finished.get(0);
      RunFolders home = folders.around(names.get(0));
      RunSummary summary =
          new RunSummary(run, home.write(run, Optional.of(reporter)), home.folder(run.name()));
      print.print(output.json() ? summary.json() + "\n" : summary.text());
      print.flush();
      return summary.exitCode();
    }
    String joined = finished.stream().map(FinishedRun::name).collect(Collectors.joining("+"));
    Path page = folders.combine(finished, out.orElse(folders.folder(joined)), reporter);
    print.println(
        output.json() ? Json.line(Map.of("report", page.toString())) : "report   " + page);
    print.flush();
    return 0;
  }

  private static Reporter reporter() {
    return Plugins.load()
        .reporter()
        .orElseThrow(
            () ->
                new LacunaException(
                    LacunaException.Kind.CONFIG,
                    "report",
                    "no plugin that writes reports",
                    "lacuna-evaluation among the installed jars",
                    "see 'lacuna plugins'"));
  }
}
