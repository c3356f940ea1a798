package ai.lacuna.workflow.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Dotted paths into a tree: {@code evaluate.0.k}. */
final class TreePaths {

  private TreePaths() {}

  static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  static String parent(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(0, dot);
  }

  /** Whether a part of a path is a place in a list. */
  static boolean isIndex(String part) {
    return !part.isEmpty() && part.length() < 7 && part.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Puts a value; what is missing on the way is made, what is no group is replaced by one. */
  static void put(ObjectNode root, String path, JsonNode value) {
    String[] parts = path.split("\\.", -1);
    ContainerNode<?> at = root;
    for (int i = 0; i < parts.length - 1; i++) {
      JsonNode next =
          at instanceof ArrayNode list ? list.get(Integer.parseInt(parts[i])) : at.get(parts[i]);
      if (!(next instanceof ContainerNode<?>)) {
        next = isIndex(parts[i + 1]) ? root.arrayNode() : root.objectNode();
        set(at, parts[i], next);
      }
      at = (ContainerNode<?>) next;
    }
    set(at, parts[parts.length - 1], value);
  }

  private static void set(ContainerNode<?> at, String key, JsonNode value) {
    if (at instanceof ObjectNode group) {
      group.set(key, value);
    } else if (at instanceof ArrayNode list) {
      int index = Integer.parseInt(key);
      while (list.size() <= index) {
        list.addNull();
      }
      list.set(index, value);
    }
  }
}
