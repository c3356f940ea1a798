package ai.lacuna.workflow;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.workflow.recipe.Recipe;
import ai.lacuna.workflow.recipe.Setting;
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

  /** Id of the stage that makes the encoder, if the recipe has one. */
  public static final String ENCODER = "pretrain";

  private final Recipe recipe;
  private final Map<String, ObjectivePlugin<?>> objectives;
  private final Map<String, StageSpec> stages = new LinkedHashMap<>();

  /**
   * An empty plan.
   *
   * @param recipe what to plan for
   * @param objectives the installed objectives by name
   */
  public Planning(Recipe recipe, Map<String, ObjectivePlugin<?>> objectives) {
    this.recipe = recipe;
    this.objectives = Map.copyOf(objectives);
  }

  /** The installed objectives by name. */
  public Map<String, ObjectivePlugin<?>> objectives() {
    return objectives;
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

  /** All stages so far, each after its inputs. */
  public List<StageSpec> stages() {
    return List.copyOf(stages.values());
  }

  /**
   * Ends the planning.
   *
   * @throws LacunaException of kind CONFIG with every problem of the recipe, if there is any
   */
  public void throwIfProblems() {
    recipe.throwIfProblems();
  }
}
