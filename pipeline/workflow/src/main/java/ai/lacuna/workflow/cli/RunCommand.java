package ai.lacuna.workflow.cli;

import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.FinishedRun.Outcome;
import ai.lacuna.workflow.Verdict;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.run.Host;
import ai.lacuna.workflow.run.RunFolders;
import ai.lacuna.workflow.run.RunSettings;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.run.WorkflowRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lacuna run}. */
@Command(
    name = "run",
    description = "Runs a recipe: makes what the store lacks, then writes the report.",
    footer = {
      "",
      "Examples:",
      "  lacuna run quickstart",
      "  lacuna run mae-cifar10 --set data.train.path=train --set data.test.path=test",
      "  lacuna run my.yaml --set seed=1 --name my-seed-1",
      "",
      "A run that was stopped goes on where it was when the same command is given again."
    })
final class RunCommand implements Callable<Integer> {

  @Mixin private final RecipeOptions recipe = new RecipeOptions();

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Where run folders go (default: ${DEFAULT-VALUE}).")
  private Path runs = Path.of("runs");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The run's name and folder (default: the recipe's name).")
  private String name = "";

  @Option(
      names = "--runner",
      paramLabel = "RUNNER",
      defaultValue = "direct",
      description = "Beam runner: direct, flink, spark or dataflow (default: ${DEFAULT-VALUE}).")
  private String runner = "direct";

  @Option(
      names = "--runner-option",
      paramLabel = "KEY=VALUE",
      description = "An option of the Beam runner; may be given more than once.")
  private List<String> runnerOptions = new ArrayList<>();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Plugins plugins = Plugins.load();
    PluginNotes.print(plugins, output.err());
    WorkflowPlan plan = recipe.plan(plugins);
    String runName = name.isEmpty() ? plan.name() : RunNames.checked(name);
    RunFolders folders = new RunFolders(runs);
    folders.requireWritable(runName);
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long startNanos = System.nanoTime();
    RunSettings settings = RunSettings.defaults().withRunner(runner, runnerOptions);
    List<Outcome> outcomes;
    try (Console console = Console.on(output.err());
        StopHook hook = StopHook.install(output.err())) {
      outcomes = new WorkflowRunner(recipe.store(), settings, console).run(plan.stages());
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    FinishedRun run =
        new FinishedRun(
            1,
            runName,
            plan.name(),
            plan.seed(),
            plan.recipe(),
            outcomes,
            started.toString(),
            seconds,
            Host.facts());
    Verdict verdict = folders.write(run, plugins.reporter());
    RunSummary summary = new RunSummary(run, verdict, folders.folder(runName));
    if (output.json()) {
      output.out().println(summary.json());
    } else {
      output.out().print(summary.text());
    }
    output.out().flush();
    return summary.exitCode();
  }
}
