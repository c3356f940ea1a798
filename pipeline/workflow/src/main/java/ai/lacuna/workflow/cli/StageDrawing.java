package ai.lacuna.workflow.cli;

import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.run.Standing;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.store.Fingerprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plan as text: each stage below its inputs, indented by how many stages come before it. */
record StageDrawing(WorkflowPlan plan, Map<String, Standing> standings) {

  String text() {
    Map<String, Integer> depths = depths();
    int width = 0;
    for (WorkflowPlan.Step step : plan.stages()) {
      width = Math.max(width, head(step, depths).length());
    }
    StringBuilder text = new StringBuilder();
    text.append(plan.name()).append(": ").append(Messages.count(plan.stages().size(), "stage"));
    text.append(", ").append(cached()).append(" cached\n\n");
    for (WorkflowPlan.Step step : plan.stages()) {
      String head = head(step, depths);
      String kind = step.spec().stage().kind() + "/" + Fingerprint.brief(step.fingerprint());
      text.append(head).append(" ".repeat(width - head.length() + 2));
      text.append(String.format(Locale.ROOT, "%-8s%s", status(step), kind)).append('\n');
      String margin = " ".repeat(3 * depth(step, depths) + 5);
      details(step).forEach(line -> text.append(margin).append(line).append('\n'));
    }
    return text.append('\n').toString();
  }

  /** The same for scripts. */
  Map<String, Object> json() {
    List<Object> stages = new ArrayList<>();
    for (WorkflowPlan.Step step : plan.stages()) {
      Map<String, Object> stage = new LinkedHashMap<>();
      stage.put("id", step.spec().id());
      stage.put("type", step.spec().stage().type());
      stage.put("kind", step.spec().stage().kind());
      stage.put("fingerprint", step.fingerprint());
      stage.put("inputs", step.spec().inputs());
      stage.put("status", status(step));
      stage.put("reasons", reasons(step));
      stage.put("notes", step.spec().notes());
      stage.put("figures", step.spec().figures());
      stage.put("warnings", step.spec().warnings());
      stages.add(stage);
    }
    return Map.of("name", plan.name(), "stages", stages);
  }

  private List<String> details(WorkflowPlan.Step step) {
    StageSpec spec = step.spec();
    List<String> lines = new ArrayList<>();
    if (!spec.inputs().isEmpty()) {
      lines.add("from " + String.join(", ", spec.inputs().values()));
    }
    lines.addAll(spec.notes());
    spec.warnings().forEach(warning -> lines.add("warning: " + warning));
    lines.addAll(reasons(step));
    return lines;
  }

  private List<String> reasons(WorkflowPlan.Step step) {
    return standings.get(step.spec().id()) instanceof Standing.Stale stale
        ? stale.reasons()
        : List.of();
  }

  private String status(WorkflowPlan.Step step) {
    return standings.get(step.spec().id()) instanceof Standing.Cached ? "cached" : "to do";
  }

  private long cached() {
    return standings.values().stream().filter(s -> s instanceof Standing.Cached).count();
  }

  private static String head(WorkflowPlan.Step step, Map<String, Integer> depths) {
    int depth = depth(step, depths);
    String line = depth == 0 ? "  " : "  " + " ".repeat(3 * (depth - 1)) + "└─ ";
    return line + step.spec().id();
  }

  private static int depth(WorkflowPlan.Step step, Map<String, Integer> depths) {
    return depths.getOrDefault(step.spec().id(), 0);
  }

  private Map<String, Integer> depths() {
    Map<String, Integer> depths = new LinkedHashMap<>();
    for (WorkflowPlan.Step step : plan.stages()) {
      int deepest =
          step.spec().inputs().values().stream()
              .mapToInt(id -> depths.getOrDefault(id, 0) + 1)
              .max()
              .orElse(0);
      depths.put(step.spec().id(), deepest);
    }
    return depths;
  }
}
