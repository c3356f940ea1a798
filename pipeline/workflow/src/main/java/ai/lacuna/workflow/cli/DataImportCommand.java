package ai.lacuna.workflow.cli;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun.Outcome;
import ai.lacuna.workflow.FinishedRun.Status;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.run.RunSettings;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.run.WorkflowRunner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lacuna data import}. */
@Command(
    name = "import",
    description = "Imports the data sets of a recipe, or one from a source, into the store.",
    footer = {
      "",
      "Examples:",
      "  lacuna data import photos --source imagefolder",
      "  lacuna data import photos --source imagefolder --set channels=1 --set maxRejects=0.05",
      "  lacuna data import my.yaml"
    })
final class DataImportCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "WHAT",
      arity = "0..1",
      description = "A recipe; with --source, the path of what to import.")
  private String what = "";

  @Mixin private final DataOptions data = new DataOptions();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Plugins plugins = Plugins.load();
    PluginNotes.print(plugins, output.err());
    List<WorkflowPlan.Step> steps = data.plan(what, plugins);
    List<Outcome> outcomes;
    try (Console console = Console.on(output.err());
        StopHook hook = StopHook.install(output.err())) {
      outcomes = new WorkflowRunner(data.store(), RunSettings.defaults(), console).run(steps);
    }
    List<Map<String, Object>> sets = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (outcome.kind().equals("dataset")) {
        sets.add(set(outcome));
      }
    }
    if (output.json()) {
      output.out().println(Json.line(Map.of("datasets", sets)));
    } else {
      sets.forEach(set -> output.out().print(text(set)));
    }
    output.out().flush();
    return 0;
  }

  private static Map<String, Object> set(Outcome outcome) {
    Manifest manifest = Dataset.open(outcome.folder()).manifest();
    Map<String, Object> set = new LinkedHashMap<>();
    set.put("name", manifest.name());
    set.put("folder", outcome.folder().toString());
    set.put("status", outcome.status() == Status.CACHED ? "cached" : "made");
    set.put("images", manifest.rows());
    set.put("classes", manifest.classes().size());
    set.put("contents", manifest.vocabulary().summary());
    set.put("rejects", manifest.rejects());
    set.put("rejectReasons", new TreeMap<>(manifest.rejectReasons()));
    Manifest.Objects objects = manifest.objects();
    if (objects != null) {
      set.put("objects", objects.counts().stream().mapToLong(c -> c).sum());
      set.put("rejectedObjects", objects.rejects());
    }
    if (manifest.rejects() + (objects == null ? 0 : objects.rejects()) > 0) {
      set.put("rejectList", outcome.folder().resolve(Manifest.REJECTS).toString());
    }
    set.put("ignored", manifest.ignored());
    set.put("seconds", outcome.seconds());
    return set;
  }

  private static String text(Map<String, Object> set) {
    StringBuilder text = new StringBuilder();
    text.append(set.get("name")).append(": ").append(set.get("images")).append(" images, ");
    text.append(set.get("contents")).append(", ").append(set.get("status")).append('\n');
    text.append("  rejects  ").append(set.get("rejects"));
    if (set.get("rejectReasons") instanceof Map<?, ?> reasons && !reasons.isEmpty()) {
      text.append(
          reasons.entrySet().stream()
              .map(r -> r.getValue() + " " + r.getKey())
              .collect(Collectors.joining(", ", " (", ")")));
    }
    text.append('\n');
    if (set.get("rejectedObjects") instanceof Long refused && refused > 0) {
      text.append("  refused  ").append(refused).append(" of the objects\n");
    }
    if (set.get("rejectList") instanceof String list) {
      text.append("  listed   ").append(list).append('\n');
    }
    text.append("  ignored  ").append(set.get("ignored")).append(" other files\n");
    text.append("  folder   ").append(set.get("folder")).append('\n');
    return text.toString();
  }
}
