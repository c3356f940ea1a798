package ai.lacuna.workflow.cli;

import ai.lacuna.files.Json;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.catalog.RecipeCatalog;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lacuna recipes}. */
@Command(
    name = "recipes",
    description = "Lists the built-in recipes, or prints one.",
    footer = {"", "Example:", "  lacuna recipes quickstart > my.yaml    a recipe to start from"})
final class RecipesCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "The recipe to print; all are listed without it.")
  private String name = "";

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    PrintWriter out = output.out();
    Plugins plugins = Plugins.load();
    PluginNotes.print(plugins, output.err());
    RecipeCatalog catalog = new RecipeCatalog(plugins);
    if (!name.isEmpty()) {
      RecipeCatalog.Entry entry = catalog.entry(name);
      out.print(output.json() ? Json.line(entry) + "\n" : entry.text());
    } else if (output.json()) {
      out.println(
          Json.line(
              catalog.entries().stream()
                  .map(e -> Map.of("name", e.name(), "summary", e.summary()))
                  .toList()));
    } else {
      int width = catalog.entries().stream().mapToInt(e -> e.name().length()).max().orElse(0);
      for (RecipeCatalog.Entry entry : catalog.entries()) {
        String gap = " ".repeat(width - entry.name().length() + 2);
        out.println((entry.name() + gap + entry.summary()).stripTrailing());
      }
    }
    out.flush();
    return 0;
  }
}
