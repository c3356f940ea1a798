package ai.lacuna.workflow.cli;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.KeptRun;
import ai.lacuna.workflow.Reporter;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.run.RunFolders;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    description = {
      "Writes the report of a finished run again, or one report about several runs.",
      "",
      "Runs whose recipes differ in nothing but seed and name become one row: mean and 95 %% "
          + "Student-t interval over seeds, for every protocol and floor, and the encoder's lead "
          + "seed by seed. The table is printed; summary.md has it for a README, seeds.json and "
          + "--json for programs."
    },
    footer = {
      "",
      "Examples:",
      "  lacuna report quickstart",
      "  lacuna report seed-0 seed-1 seed-2 --out runs/seeds",
      "  lacuna report mae-0 mae-1 mae-2 dino-0 dino-1 dino-2 --out runs/objectives"
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
    List<KeptRun> kept = names.stream().map(folders::kept).toList();
    Reporter reporter = reporter();
    PrintWriter print = output.out();
    if (kept.size() == 1) {
      FinishedRun run = kept.get(0).run();
      RunFolders home = folders.around(names.get(0));
      RunSummary summary =
          new RunSummary(run, home.write(run, Optional.of(reporter)), home.folder(run.name()));
      print.print(output.json() ? summary.json() + "\n" : summary.text());
      print.flush();
      return summary.exitCode();
    }
    String joined = kept.stream().map(k -> k.run().name()).collect(Collectors.joining("+"));
    Reporter.Comparison comparison =
        folders.combine(kept, out.orElse(folders.folder(joined)), reporter);
    if (output.json()) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("report", comparison.page().toString()).setAll(comparison.data());
      print.println(Json.line(line));
    } else {
      print.print(comparison.text());
      print.println("report   " + comparison.page());
    }
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
