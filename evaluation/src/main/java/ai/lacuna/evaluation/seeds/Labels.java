package ai.lacuna.evaluation.seeds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names for groups of runs: the recipe's name and, where several groups have the same, the settings
 * that tell them apart.
 */
final class Labels {

  private static final String OBJECTIVE = "pretrain.objective";
  private static final int LISTED = 3;
  private static final int LONGEST = 24;

  // The settings of the groups of one name, by path.
  private final List<Map<String, String>> settings = new ArrayList<>();

  private Labels() {}

  /** One label for each group. */
  static List<String> of(List<List<SeedRun>> groups) {
    List<String> names = groups.stream().map(Labels::name).toList();
    Map<String, Labels> namesakes = new LinkedHashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      Map<String, String> settings = new LinkedHashMap<>();
      flatten("", groups.get(i).get(0).settings(), settings);
      namesakes.computeIfAbsent(names.get(i), name -> new Labels()).settings.add(settings);
    }
    Map<String, List<String>> suffixes = new LinkedHashMap<>();
    namesakes.forEach((name, labels) -> suffixes.put(name, labels.suffixes()));
    List<String> labels = new ArrayList<>();
    Map<String, Integer> used = new LinkedHashMap<>();
    for (String name : names) {
      int index = used.merge(name, 1, Integer::sum) - 1;
      labels.add(name + suffixes.getOrDefault(name, List.of()).get(index));
    }
    return labels;
  }

  // What names such as "mae-seed-0" and "mae-seed-1" have in common.
  private static String name(List<SeedRun> group) {
    List<String> names = group.stream().map(SeedRun::recipe).distinct().toList();
    String common = names.get(0);
    for (String name : names) {
      while (!name.startsWith(common)) {
        common = common.substring(0, common.length() - 1);
      }
    }
    String trimmed = names.size() == 1 ? common : common.replaceFirst("[-_.\\s]+$", "");
    return trimmed.isEmpty() ? names.get(0) : trimmed;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    boolean list = node.isArray() && !node.isEmpty();
    if (node.isValueNode()) {
      into.put(path, node.asText());
    } else if (node.isEmpty() || (list && node.get(0).isValueNode())) {
      into.put(path, node.toString());
    } else if (list) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "." + i, node.get(i), into);
      }
    } else {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        String child = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
        flatten(child, entry.getValue(), into);
      }
    }
  }

  private List<String> suffixes() {
    List<String> different = different();
    List<String> shown = different.size() <= LISTED ? different : enough(different);
    List<String> suffixes = new ArrayList<>();
    for (Map<String, String> own : settings) {
      StringBuilder text = new StringBuilder();
      for (String path : shown) {
        String value = own.get(path);
        text.append(value == null ? ", no " : ", ").append(brief(path, different));
        text.append(value == null ? "" : " " + brief(value));
      }
      int more = different.size() - shown.size();
      text.append(more == 0 ? "" : " (and " + more + " more)");
      suffixes.add(text.toString());
    }
    return suffixes;
  }

  private List<String> different() {
    Set<String> paths = new LinkedHashSet<>();
    settings.forEach(own -> paths.addAll(own.keySet()));
    return paths.stream()
        .filter(path -> classes(List.of(path)) > 1)
        .sorted(Comparator.comparing((String path) -> !path.equals(OBJECTIVE)))
        .toList();
  }

  // The first settings that suffice to tell all groups apart.
  private List<String> enough(List<String> paths) {
    List<String> chosen = new ArrayList<>();
    for (String path : paths) {
      List<String> more = new ArrayList<>(chosen);
      more.add(path);
      if (classes(more) > classes(chosen)) {
        chosen = more;
      }
    }
    return chosen;
  }

  private long classes(List<String> paths) {
    return settings.stream()
        .map(
            own ->
                paths.stream()
                    .map(path -> own.containsKey(path) ? "=" + own.get(path) : "")
                    .toList())
        .distinct()
        .count();
  }

  private static String brief(String path, List<String> others) {
    String last = path.substring(path.lastIndexOf('.') + 1);
    long same = others.stream().filter(p -> p.equals(last) || p.endsWith("." + last)).count();
    return same == 1 ? last : path;
  }

  private static String brief(String value) {
    return value.length() > LONGEST ? value.substring(0, LONGEST - 1) + "…" : value;
  }
}
