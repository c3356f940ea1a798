package ai.lacuna.workflow.recipe;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A recipe as it was given, the problems found in it so far, and the same recipe with every default
 * that its readers filled in. Not thread-safe.
 */
public final class Recipe {

  static final String NAME = "name";
  static final String SEED = "seed";

  private final String origin;
  private final ObjectNode given;
  private final ObjectNode resolved;
  private final Map<String, String> locations;
  private final Problems problems = new Problems();

  /**
   * @param origin what it was read from, for messages
   * @param given the tree
   * @param locations where each dotted path stands, such as {@code mae.yaml:12} or {@code --set}
   */
  Recipe(String origin, ObjectNode given, Map<String, String> locations) {
    this.origin = origin;
    this.given = given;
    this.resolved = given.deepCopy();
    this.locations = Map.copyOf(locations);
  }

  /** What it was read from: a file, or the name of a built-in recipe. */
  public String origin() {
    return origin;
  }

  /** Its name; {@code unnamed} if it has none, which is reported as a problem. */
  public String name() {
    JsonNode name = given.get(NAME);
    return name != null && name.isTextual() ? name.asText() : "unnamed";
  }

  /** Its seed, 0 unless given. */
  public long seed() {
    JsonNode seed = given.get(SEED);
    return seed != null && seed.isIntegralNumber() ? seed.asLong() : 0;
  }

  /** The same recipe with some of its sections only. */
  public Recipe only(Set<String> sections) {
    ObjectNode part = given.deepCopy();
    Set<String> kept = new HashSet<>(sections);
    kept.addAll(Set.of(NAME, SEED));
    part.retain(kept);
    return new Recipe(origin, part, locations);
  }

  /** The whole recipe as a setting. */
  public Setting root() {
    return new Setting(this, "", given);
  }

  /**
   * Checks the name, the seed and that every section has an owner.
   *
   * @param sections the sections that have one
   */
  public void checkHead(Set<String> sections) {
    RecipeHead.check(root(), sections);
    resolved.put(NAME, name());
    resolved.put(SEED, seed());
  }

  /** The recipe with every default that was filled in so far. */
  public ObjectNode resolved() {
    return resolved.deepCopy();
  }

  /** What is wrong so far, each path with its place in the file. */
  public List<Problem> problems() {
    return problems.list().stream().map(this::located).toList();
  }

  /**
   * Ends the reading.
   *
   * @throws LacunaException of kind CONFIG with every problem, if there is any
   */
  public void throwIfProblems() {
    if (!problems.isEmpty()) {
      throw new LacunaException(LacunaException.Kind.CONFIG, problems());
    }
  }

  void report(Problem problem) {
    problems.add(problem.path(), problem.given(), problem.expected(), problem.fix());
  }

  int problemCount() {
    return problems.list().size();
  }

  void resolve(String path, JsonNode value) {
    TreePaths.put(resolved, path, value);
  }

  private Problem located(Problem problem) {
    String location = location(problem.path());
    String path = location == null ? problem.path() : problem.path() + " (" + location + ")";
    return new Problem(path, problem.given(), problem.expected(), problem.fix());
  }

  // A missing key has no place of its own: then the nearest enclosing setting's is shown.
  private @Nullable String location(String path) {
    for (String at = path; !at.isEmpty(); at = TreePaths.parent(at)) {
      String location = locations.get(at);
      if (location != null) {
        return location;
      }
    }
    return null;
  }
}
