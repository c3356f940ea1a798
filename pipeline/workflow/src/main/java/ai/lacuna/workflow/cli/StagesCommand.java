package ai.lacuna.workflow.cli;

import ai.lacuna.files.Json;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.run.Standing;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.store.ArtifactStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lacuna stages}. */
@Command(
    name = "stages",
    description = "Draws a recipe's stages; says which are cached, and why the others are not.",
    footer = {
      "",
      "Examples:",
      "  lacuna stages quickstart",
      "  lacuna stages quickstart --set pretrain.config.maskRatio=0.5    what that would cost"
    })
final class StagesCommand implements Callable<Integer> {

  @Mixin private final RecipeOptions recipe = new RecipeOptions();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws IOException {
    Plugins plugins = Plugins.load();
    PluginNotes.print(plugins, output.err());
    WorkflowPlan plan = recipe.plan(plugins);
    ArtifactStore store = recipe.store();
    Map<String, Standing> standings = Standing.of(plan.stages(), store);
    PrintWriter out = output.out();
    StageDrawing drawing = new StageDrawing(plan, standings);
    if (output.json()) {
      out.println(Json.line(drawing.json()));
    } else {
      out.print(drawing.text());
      out.println("store: " + store.root());
    }
    out.flush();
    return 0;
  }
}
