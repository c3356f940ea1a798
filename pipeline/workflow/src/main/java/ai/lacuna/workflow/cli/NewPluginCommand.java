package ai.lacuna.workflow.cli;

import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.scaffold.Scaffold;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lacuna plugins new}. */
@Command(
    name = "new",
    description =
        "Writes a small Maven project with an objective that works, to be turned into your own.",
    footer = {"", "Example:", "  lacuna plugins new my-objective --package org.example.vision"})
final class NewPluginCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "What recipes will call the objective.")
  private String name = "";

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      description = "Java package of its classes; com.example.NAME without it.")
  private String packageName = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the project, which must not exist; ./NAME without it.")
  private @Nullable Path out;

  // Replaced by picocli before the command runs.
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Scaffold scaffold = Scaffold.of(name, packageName, Plugins.load().objectives().keySet());
    Path folder = out == null ? Path.of(name) : out;
    PrintWriter lines = spec.commandLine().getOut();
    for (Path file : scaffold.write(folder)) {
      lines.println(folder.resolve(file));
    }
    lines.println();
    lines.println("Next:");
    lines.println("  cd " + folder + " && mvn -B verify       builds it and checks the contract");
    lines.println("  lacuna run " + scaffold.recipe() + " --plugins " + folder.resolve("target"));
    lines.println("Its README says how Lacuna's modules get into your local repository.");
    lines.flush();
    return 0;
  }
}
