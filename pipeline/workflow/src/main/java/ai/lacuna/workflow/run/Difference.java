package ai.lacuna.workflow.run;

import ai.lacuna.workflow.store.Artifact;
import ai.lacuna.workflow.store.Fingerprint;
import ai.lacuna.workflow.store.Manifest;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What changed between an earlier artifact and a stage as it is planned now.
 *
 * @param name the earlier artifact, for people
 * @param lines one line for each field that differs
 */
record Difference(String name, List<String> lines) {

  static Difference between(Artifact earlier, WorkflowPlan.Step step) {
    Manifest.Ingredients before = earlier.manifest().ingredients();
    Map<String, Manifest.Parent> none = Map.of();
    Manifest.Ingredients now = step.ingredients(none);
    List<String> lines = new ArrayList<>();
    if (before.codeVersion() != now.codeVersion()) {
      lines.add(line("code version", "" + before.codeVersion(), "" + now.codeVersion()));
    }
    if (!before.seed().equals(now.seed())) {
      lines.add(line("seed", before.seed(), now.seed()));
    }
    Map<String, String> old = leaves(before.config());
    Map<String, String> current = leaves(now.config());
    for (String path : union(old, current)) {
      String from = old.getOrDefault(path, "absent");
      String to = current.getOrDefault(path, "absent");
      if (!from.equals(to)) {
        lines.add(line(path, from, to));
      }
    }
    Map<String, String> parents = new TreeMap<>();
    before.inputs().forEach((role, parent) -> parents.put(role, parent.fingerprint()));
    for (String role : union(parents, step.inputs())) {
      String from = Fingerprint.brief(parents.getOrDefault(role, "absent"));
      String to = Fingerprint.brief(step.inputs().getOrDefault(role, "absent"));
      if (!from.equals(to)) {
        String id = step.spec().inputs().getOrDefault(role, "");
        lines.add(line("input " + role + (id.isEmpty() ? "" : " (" + id + ")"), from, to));
      }
    }
    String name = earlier.manifest().stage() + " " + Fingerprint.brief(earlier.fingerprint());
    return new Difference(name, lines);
  }

  private static String line(String what, String from, String to) {
    return what + ": " + from + " -> " + to;
  }

  private static TreeSet<String> union(Map<String, String> a, Map<String, String> b) {
    TreeSet<String> keys = new TreeSet<>(a.keySet());
    keys.addAll(b.keySet());
    return keys;
  }

  private static Map<String, String> leaves(JsonNode tree) {
    Map<String, String> leaves = new TreeMap<>();
    collect("", tree, leaves);
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, String> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      node.fields()
          .forEachRemaining(
              e ->
                  collect(
                      path.isEmpty() ? e.getKey() : path + "." + e.getKey(), e.getValue(), leaves));
    } else if (node.isArray() && !node.isEmpty()) {
      for (int i = 0; i < node.size(); i++) {
        collect(path + "." + i, node.get(i), leaves);
      }
    } else {
      leaves.put(path, node.toString());
    }
  }
}
