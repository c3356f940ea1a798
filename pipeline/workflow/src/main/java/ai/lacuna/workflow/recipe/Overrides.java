package ai.lacuna.workflow.recipe;

import ai.lacuna.api.config.Problems;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Puts {@code key=value} settings of the command line into a recipe's tree. */
final class Overrides {

  private static final String PLACE = "--set";

  private Overrides() {}

  /** Applies them in order; {@code locations} says afterwards which settings came from here. */
  static void apply(ObjectNode root, List<String> overrides, Map<String, String> locations) {
    Problems problems = new Problems();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      String path = equals < 0 ? "" : override.substring(0, equals).trim();
      if (path.isEmpty() || List.of(path.split("\\.", -1)).contains("")) {
        problems.add(PLACE, override, "key=value, such as pretrain.epochs=10");
      } else if (fits(root, path, problems)) {
        String text = override.substring(equals + 1);
        JsonNode value = RecipeReader.value(PLACE, text);
        TreePaths.put(root, path, value.isMissingNode() ? root.textNode("") : value);
        locations.keySet().removeIf(p -> p.startsWith(path + "."));
        locations.put(path, PLACE);
      }
    }
    problems.throwIfAny();
  }

  // A path may add keys to groups and one entry to the end of a list, and must not cross values.
  private static boolean fits(ObjectNode root, String path, Problems problems) {
    String[] parts = path.split("\\.", -1);
    JsonNode at = root;
    String done = "";
    for (String part : parts) {
      if (at instanceof ArrayNode list) {
        if (!TreePaths.isIndex(part) || Integer.parseInt(part) > list.size()) {
          problems.add(
              TreePaths.child(done, part) + " (" + PLACE + ")",
              part,
              "a place in the list '" + done + "', 0 to " + list.size());
          return false;
        }
        at = list.path(Integer.parseInt(part));
      } else if (at.isObject() || at.isMissingNode() || at.isNull()) {
        at = at.path(part);
      } else {
        problems.add(
            TreePaths.child(done, part) + " (" + PLACE + ")",
            "a setting inside '" + done + "', which is " + at,
            "a group of settings there",
            "set '" + done + "' to a group first, such as --set '" + done + "={…}'");
        return false;
      }
      done = TreePaths.child(done, part);
    }
    return true;
  }
}
