package ai.lacuna.workflow;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problem;
import ai.lacuna.files.FileDigests;
import ai.lacuna.workflow.recipe.Recipe;
import ai.lacuna.workflow.recipe.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan in the making. Each {@link WorkflowPlugin} reads its sections, reports what is wrong with
 * them, and adds its stages. Nothing here touches a device or an image.
 */
public final class Planning {

  /** Id of the stage that makes the training data set, if the recipe has one. */
  public static final String TRAIN_DATA = "ingest.train";

  /** Id of the stage that makes the test data set, if the recipe has one. */
  public static final String TEST_DATA = "ingest.test";

  /** Id of the stage that compares the two, if the recipe has both. */
  public static final String DUPLICATES = "duplicates";

  /** Id of the stage that makes the encoder, if the recipe has one. */
  public static final String ENCODER = "pretrain";

  private final Recipe recipe;
  private final Map<String, ObjectivePlugin<?>> objectives;
  private final Optional<Tokenizers> tokenizers;
  private final FileDigests files;
  private final Map<String, StageSpec> stages = new LinkedHashMap<>();
  private final Map<String, DatasetOutline> outlines = new HashMap<>();
  private final List<LacunaException> failures = new ArrayList<>();

  /**
   * An empty plan.
   *
   * @param recipe what to plan for
   * @param objectives the installed objectives by name
   * @param tokenizers who makes tokens, if that is installed
   * @param files digests of files
   */
  public Planning(
      Recipe recipe,
      Map<String, ObjectivePlugin<?>> objectives,
      Optional<Tokenizers> tokenizers,
      FileDigests files) {
    this.recipe = recipe;
    this.objectives = Map.copyOf(objectives);
    this.tokenizers = tokenizers;
    this.files = files;
  }

  /** Who makes tokens, if that is installed. */
  public Optional<Tokenizers> tokenizers() {
    return tokenizers;
  }

  /** The installed objectives by name. */
  public Map<String, ObjectivePlugin<?>> objectives() {
    return objectives;
  }

  /** Digests of the files that a recipe points at; those known from earlier plans are not read. */
  public FileDigests files() {
    return files;
  }

  /** The recipe's name. */
  public String name() {
    return recipe.name();
  }

  /** The recipe's seed. */
  public long seed() {
    return recipe.seed();
  }

  /** A section of the recipe; it may be absent. What is wrong with it is reported through it. */
  public Setting section(String key) {
    return recipe.root().at(key);
  }

  /**
   * Adds a stage. Its inputs must have been added before.
   *
   * @throws IllegalStateException if the id is taken or an input is not in the plan
   */
  public void add(StageSpec spec) {
    if (stages.containsKey(spec.id())) {
      throw new IllegalStateException("two stages are called '" + spec.id() + "'");
    }
    for (String upstream : spec.inputs().values()) {
      if (!stages.containsKey(upstream)) {
        throw new IllegalStateException(
            "stage '" + spec.id() + "' needs '" + upstream + "', which is not planned before it");
      }
    }
    stages.put(spec.id(), spec);
  }

  /**
   * A stage that was added before. Empty if the recipe asks for no such stage, or if its settings
   * were wrong; in that case the problem is reported already, and whoever depends on it adds
   * nothing.
   */
  public Optional<StageSpec> stage(String id) {
    return Optional.ofNullable(stages.get(id));
  }

  /** Says what a planned data set will hold. */
  public void outline(String stageId, DatasetOutline outline) {
    outlines.put(stageId, outline);
  }

  /** What a planned data set will hold; empty under the conditions of {@link #stage}. */
  public Optional<DatasetOutline> outline(String stageId) {
    return Optional.ofNullable(outlines.get(stageId));
  }

  /** Reports a failure that is no mistake in the recipe's text, such as a folder without images. */
  public void report(LacunaException failure) {
    failures.add(failure);
  }

  /** All stages so far, each after its inputs. */
  public List<StageSpec> stages() {
    return List.copyOf(stages.values());
  }

  /**
   * Ends the planning.
   *
   * @throws LacunaException with every problem, if there is any; its kind is CONFIG if the recipe
   *     itself has one, else that of the first failure reported
   */
  public void throwIfProblems() {
    List<Problem> problems = new ArrayList<>(recipe.problems());
    failures.forEach(f -> problems.addAll(f.problems()));
    if (!problems.isEmpty()) {
      boolean inRecipe = !recipe.problems().isEmpty();
      Kind kind = inRecipe ? Kind.CONFIG : failures.get(0).kind();
      throw new LacunaException(kind, problems, failures.isEmpty() ? null : failures.get(0));
    }
  }
}
