package ai.lacuna.workflow.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lacuna bench}: one subcommand for each thing that is measured. */
@Command(
    name = "bench",
    description = "Measures what this machine can do.",
    subcommands = {TrainBench.class, LoadBench.class, IngestBench.class},
    synopsisSubcommandLabel = "WHAT",
    footer = {
      "",
      "Each prints its figures, or with --json one JSON line. Nothing else should run meanwhile."
    })
final class BenchCommand implements Runnable {

  // Replaced by picocli before the command runs.
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
