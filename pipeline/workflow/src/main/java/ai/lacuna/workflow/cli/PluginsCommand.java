package ai.lacuna.workflow.cli;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Range;
import ai.lacuna.files.Json;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.workflow.WorkflowPlugin;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lacuna plugins}. */
@Command(
    name = "plugins",
    description =
        "Lists what is installed: objectives, protocols and sources, with their settings.",
    subcommands = NewPluginCommand.class,
    footer = {
      "",
      "Examples:",
      "  lacuna plugins --plugins DIR       also those in this folder",
      "  lacuna plugins new my-objective    a project for one of your own"
    })
final class PluginsCommand implements Callable<Integer> {

  private static final int CHANNELS = 3;
  private static final int CLASSES = 10;

  @Mixin private final Output output = new Output();

  /** One thing that a recipe can name. */
  private record Row(
      String group,
      String name,
      String summary,
      String origin,
      List<SettingRow> settings,
      String problem) {}

  /** One setting of it. */
  private record SettingRow(String name, String value, String range, String doc) {}

  @Override
  public Integer call() {
    Plugins plugins = Plugins.load();
    PluginNotes.print(plugins, output.err());
    List<Row> rows = new ArrayList<>();
    for (ObjectivePlugin<?> p : plugins.objectives().values()) {
      rows.add(
          new Row(
              "objective",
              p.name(),
              p.summary(),
              Plugins.origin(p),
              settings(p.configType()),
              problem(p)));
    }
    for (WorkflowPlugin p : plugins.workflow()) {
      for (WorkflowPlugin.Part part : p.parts()) {
        List<SettingRow> settings = settings(part.configType());
        rows.add(new Row(part.group(), part.name(), part.summary(), origin(p, part), settings, ""));
      }
    }
    PrintWriter out = output.out();
    if (output.json()) {
      out.println(Json.line(rows));
    } else {
      print(rows, out);
    }
    out.flush();
    return 0;
  }

  // A part may come from another jar than the plugin that knows of it: sources, augmentations.
  private static String origin(WorkflowPlugin plugin, WorkflowPlugin.Part part) {
    Class<?> type = part.configType();
    return type == null ? Plugins.origin(plugin) : Plugins.originOf(type);
  }

  private static void print(List<Row> rows, PrintWriter out) {
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    rows.forEach(r -> groups.computeIfAbsent(r.group(), g -> new ArrayList<>()).add(r));
    groups.forEach(
        (group, members) -> {
          out.println(group + "s");
          for (Row row : members) {
            out.println("  " + row.name() + "  " + row.summary() + "  [" + row.origin() + "]");
            if (!row.problem().isEmpty()) {
              out.println("      cannot be used: " + row.problem());
            }
            for (SettingRow s : row.settings()) {
              String range = s.range().isEmpty() ? "" : " in " + s.range();
              out.println("      " + s.name() + ": " + s.value() + range + "  " + s.doc());
            }
          }
        });
  }

  // What becomes of its plan for ViT-Base on labelled colour images; empty if it has one, or a
  // reason not to.
  private static <C extends Record & Config> String problem(ObjectivePlugin<C> plugin) {
    String where = "create";
    try {
      Objective objective = plugin.create(Configs.defaults(plugin.configType()));
      where = "plan";
      objective.plan(BackboneConfig.defaults().context(CHANNELS, CLASSES));
      return "";
    } catch (LacunaException e) {
      return "";
    } catch (RuntimeException | LinkageError e) {
      String remedy =
          e instanceof LinkageError
              ? "build its jar against this version of lacuna-api"
              : "mend the objective, or remove its jar";
      return "its " + where + " throws " + e + "; " + remedy;
    }
  }

  private static List<SettingRow> settings(@Nullable Class<? extends Config> type) {
    List<SettingRow> rows = new ArrayList<>();
    if (type == null) {
      return rows;
    }
    JsonNode defaults = Configs.defaultTree(type);
    for (RecordComponent component : type.getRecordComponents()) {
      Doc doc = component.getAnnotation(Doc.class);
      Range range = component.getAnnotation(Range.class);
      rows.add(
          new SettingRow(
              component.getName(),
              defaults.path(component.getName()).toString(),
              range == null ? "" : range.value(),
              doc == null ? "" : doc.value()));
    }
    return rows;
  }
}
