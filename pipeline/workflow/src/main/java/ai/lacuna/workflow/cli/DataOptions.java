package ai.lacuna.workflow.cli;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.data.ingest.IngestOptions;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.data.source.Sources;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.catalog.RecipeCatalog;
import ai.lacuna.workflow.recipe.Recipe;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.store.ArtifactStore;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which data sets are meant: those of a recipe, or one of a source that is named. */
final class DataOptions {

  private static final Set<String> DATA_STAGES =
      Set.of(Planning.TRAIN_DATA, Planning.TEST_DATA, Planning.DUPLICATES);

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = "Import from this source instead of a recipe's; see 'lacuna plugins'.")
  private String source = "";

  @Option(
      names = "--as",
      paramLabel = "NAME",
      defaultValue = "train",
      description =
          "With --source: train or test, so that a recipe with the same settings finds it"
              + " (default: ${DEFAULT-VALUE}).")
  private String role = "train";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replace a setting: of the recipe, as in 'lacuna run', or with --source of the source"
              + " or the import, such as channels=1 or maxRejects=0.1.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--store",
      paramLabel = "DIR",
      defaultValue = "store",
      description = "Where artifacts are kept (default: ${DEFAULT-VALUE}).")
  private Path store = Path.of("store");

  ArtifactStore store() {
    return new ArtifactStore(store);
  }

  /**
   * The stages that import data sets and compare them.
   *
   * @param what a recipe, or with {@code --source} the source's path, which may be empty
   * @throws LacunaException of kind CONFIG or DATA, as {@link WorkflowPlan#of}
   */
  List<WorkflowPlan.Step> plan(String what, Plugins plugins) throws IOException {
    if (source.isEmpty() && (what.isEmpty() || Files.isDirectory(Path.of(what)))) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "WHAT",
          what.isEmpty() ? "nothing" : "the folder " + what,
          "a recipe, or with --source what that source reads",
          "for images in folders: --source imagefolder; 'lacuna plugins' lists the other sources");
    }
    Recipe recipe =
        source.isEmpty()
            ? new RecipeCatalog(plugins).read(what, overrides).only(Set.of("data"))
            : RecipeReader.read("the command line", recipe(what), overrides());
    FileDigests files = store().fileDigests();
    List<WorkflowPlan.Step> steps = WorkflowPlan.of(recipe, plugins, files).stages();
    files.save();
    List<WorkflowPlan.Step> found =
        steps.stream().filter(s -> DATA_STAGES.contains(s.spec().id())).toList();
    if (found.isEmpty()) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          what,
          "a recipe without data sets",
          "a section 'data' with 'train' or 'test'",
          "name another recipe, or a source with --source");
    }
    return found;
  }

  // JSON is YAML.
  private String recipe(String path) {
    if (!role.equals("train") && !role.equals("test")) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG, "--as", role, "train or test", "leave it out for train");
    }
    ObjectNode recipe = Json.MAPPER.createObjectNode().put("name", "import");
    ObjectNode set = recipe.putObject("data").putObject(role).put("source", source);
    if (!path.isEmpty()) {
      set.put("path", path);
    }
    return Json.line(recipe);
  }

  private List<String> overrides() {
    Set<String> importing =
        Stream.of(IngestOptions.class.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toSet());
    SourcePlugin<?, ?> plugin = Sources.all().get(source);
    return overrides.stream()
        .map(
            o -> {
              String key = o.split("=", 2)[0];
              if (importing.contains(key)) {
                return "data." + o;
              }
              if (plugin != null) {
                requireSetting(key, plugin, importing);
              }
              return "data." + role + "." + o;
            })
        .toList();
  }

  // Whoever names a source does not see that its settings and the import's stand apart.
  private static void requireSetting(String key, SourcePlugin<?, ?> plugin, Set<String> importing) {
    Set<String> all = new TreeSet<>(importing);
    for (RecordComponent component : plugin.configType().getRecordComponents()) {
      all.add(component.getName());
    }
    String first = key.split("[.\\[]", 2)[0];
    if (!all.contains(first)) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "--set " + key,
          "an unknown setting",
          "a setting of the source or of the import: " + String.join(", ", all),
          Suggestion.closest(first, all).map(n -> "did you mean '" + n + "'?").orElse(""));
    }
  }
}
