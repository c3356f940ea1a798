package ai.lacuna.workflow.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command's results and complaints go, and in which form; a picocli mixin. */
public final class Output {

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  // Replaced by picocli before a command runs.
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** Whether JSON is wanted. */
  public boolean json() {
    return json;
  }

  /** For results. */
  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** For progress and complaints. */
  public PrintWriter err() {
    return command.commandLine().getErr();
  }
}
