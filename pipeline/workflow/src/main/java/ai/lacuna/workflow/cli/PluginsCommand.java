package ai.lacuna.workflow.cli;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.files.Json;
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
        "Lists what is installed: objectives, protocols and sources, with their settings.")
final class PluginsCommand implements Callable<Integer> {

  @Mixin private final Output output = new Output();

  /** One thing that a recipe can name. */
  private record Row(
      String group, String name, String summary, String origin, List<SettingRow> settings) {}

  /** One setting of it. */
  private record SettingRow(String name, String value, String range, String doc) {}

  @Override
  public Integer call() {
    Plugins plugins = Plugins.load();
    PluginNotes.print(plugins, output.err());
    List<Row> rows = new ArrayList<>();
    for (ObjectivePlugin<?> p : plugins.objectives().values()) {
      rows.add(
          new Row("objective", p.name(), p.summary(), Plugins.origin(p), settings(p.configType())));
    }
    for (WorkflowPlugin p : plugins.workflow()) {
      for (WorkflowPlugin.Part part : p.parts()) {
        List<SettingRow> settings = settings(part.configType());
        rows.add(new Row(part.group(), part.name(), part.summary(), Plugins.origin(p), settings));
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

  private static void print(List<Row> rows, PrintWriter out) {
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    rows.forEach(r -> groups.computeIfAbsent(r.group(), g -> new ArrayList<>()).add(r));
    groups.forEach(
        (group, members) -> {
          out.println(group + "s");
          for (Row row : members) {
            out.println("  " + row.name() + "  " + row.summary() + "  [" + row.origin() + "]");
            for (SettingRow s : row.settings()) {
              String range = s.range().isEmpty() ? "" : " in " + s.range();
              out.println("      " + s.name() + ": " + s.value() + range + "  " + s.doc());
            }
          }
        });
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
