package ai.lacuna.workflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lacuna data}. */
@Command(
    name = "data",
    description = "Imports data sets and shows what is in them.",
    subcommands = {DataImportCommand.class, DataShowCommand.class},
    synopsisSubcommandLabel = "COMMAND")
final class DataCommand implements Runnable {

  // Replaced by picocli before the command runs.
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
