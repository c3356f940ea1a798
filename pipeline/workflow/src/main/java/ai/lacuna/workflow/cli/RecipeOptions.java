package ai.lacuna.workflow.cli;

import ai.lacuna.files.FileDigests;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.catalog.RecipeCatalog;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.store.ArtifactStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands on recipes have in common. */
final class RecipeOptions {

  @Parameters(paramLabel = "RECIPE", description = "A built-in recipe's name, or a YAML file.")
  private String recipe = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replace a setting; KEY is a dotted path such as pretrain.config.maskRatio or"
              + " evaluate.0.k, VALUE is YAML. May be given more than once.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--store",
      paramLabel = "DIR",
      defaultValue = "store",
      description = "Where artifacts are kept (default: ${DEFAULT-VALUE}).")
  private Path store = Path.of("store");

  WorkflowPlan plan(Plugins plugins) throws IOException {
    FileDigests files = store().fileDigests();
    WorkflowPlan plan =
        WorkflowPlan.of(new RecipeCatalog(plugins).read(recipe, overrides), plugins, files);
    files.save();
    return plan;
  }

  ArtifactStore store() {
    return new ArtifactStore(store);
  }
}
