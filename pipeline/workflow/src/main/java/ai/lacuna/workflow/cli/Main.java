package ai.lacuna.workflow.cli;

import ai.lacuna.workflow.WorkflowPlugin;
import ai.lacuna.workflow.catalog.Plugins;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code lacuna}. */
@Command(
    name = "lacuna",
    description = "Pre-trains image encoders without labels and proves what they learnt.",
    versionProvider = VersionProvider.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      RunCommand.class,
      StagesCommand.class,
      RecipesCommand.class,
      ReportCommand.class,
      PluginsCommand.class,
      DataCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  lacuna run quickstart                 from nothing to a report in a few minutes",
      "  lacuna recipes                        what else can be run",
      "  lacuna stages my.yaml                 what would be done, and why",
      "  lacuna run my.yaml --set pretrain.epochs=10 --name ten-epochs",
      "",
      "Exit codes: 0 done; 1 a gate failed; 2 usage or configuration; 3 bad data or artifact;",
      "  4 training diverged; 5 infrastructure (worth a retry)."
    })
public final class Main implements Runnable {

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      converter = PluginFolder.class,
      description = "Also use the plugin jars in this folder; may be given more than once.")
  private List<Path> pluginFolders = new ArrayList<>();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces and the engines' own logs.")
  private boolean debug;

  // Replaced by picocli before the command runs.
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = execute(out, err, args);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /**
   * Runs a command.
   *
   * @param out gets results
   * @param err gets progress and complaints
   * @return the exit code
   */
  public static int execute(PrintWriter out, PrintWriter err, String... args) {
    Logging.quieten(List.of(args).contains("--debug"));
    PluginLoader.install(args);
    CommandLine line = new CommandLine(new Main());
    // Before the settings, which reach only the subcommands that are there.
    for (WorkflowPlugin plugin : Plugins.load().workflow()) {
      plugin.commands().forEach(line::addSubcommand);
    }
    line.setOut(out).setErr(err);
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(new Failures());
    line.setParameterExceptionHandler(new Usage());
    return line.execute(args);
  }

  /** Whether stack traces are wanted. */
  boolean debug() {
    return debug;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
