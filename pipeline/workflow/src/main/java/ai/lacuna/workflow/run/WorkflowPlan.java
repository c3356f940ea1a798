package ai.lacuna.workflow.run;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.files.FileDigests;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.WorkflowPlugin;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.Recipe;
import ai.lacuna.workflow.store.Fingerprint;
import ai.lacuna.workflow.store.Manifest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The stages that a recipe stands for, each after its inputs, with their fingerprints.
 *
 * @param name the recipe's name
 * @param seed the recipe's seed
 * @param recipe the recipe with every default
 * @param stages the stages
 */
public record WorkflowPlan(String name, long seed, ObjectNode recipe, List<Step> stages) {

  /**
   * One stage of the plan.
   *
   * @param spec what to run
   * @param fingerprint where its artifact belongs
   * @param inputs the fingerprints of its inputs by role
   */
  public record Step(StageSpec spec, String fingerprint, Map<String, String> inputs) {

    /** What it is made from, once the content of its inputs is known. */
    Manifest.Ingredients ingredients(Map<String, Manifest.Parent> parents) {
      return new Manifest.Ingredients(
          spec.stage().type(),
          spec.stage().codeVersion(),
          spec.config(),
          spec.seed().isPresent() ? Long.toString(spec.seed().getAsLong()) : "",
          new TreeMap<>(parents));
    }
  }

  /** As {@link #of(Recipe, Plugins, FileDigests)}, reading every file. */
  public static WorkflowPlan of(Recipe recipe, Plugins plugins) {
    return of(recipe, plugins, FileDigests.unremembered());
  }

  /**
   * Plans a recipe with the installed plugins.
   *
   * @param files digests of the files that the recipe points at
   * @throws LacunaException of kind CONFIG with every problem of the recipe; of kind DATA if what
   *     it points at is missing or unfit
   */
  public static WorkflowPlan of(Recipe recipe, Plugins plugins, FileDigests files) {
    Set<String> sections = new HashSet<>();
    plugins.workflow().forEach(p -> sections.addAll(p.sections()));
    recipe.checkHead(sections);
    Planning planning = new Planning(recipe, plugins.objectives(), plugins.tokenizers(), files);
    for (WorkflowPlugin plugin : plugins.workflow()) {
      plugin.plan(planning);
    }
    planning.throwIfProblems();
    return new WorkflowPlan(
        recipe.name(), recipe.seed(), recipe.resolved(), fingerprinted(planning.stages()));
  }

  /** Stages in an order in which each comes after its inputs, with their fingerprints. */
  public static List<Step> fingerprinted(List<StageSpec> specs) {
    Map<String, Step> steps = new LinkedHashMap<>();
    for (StageSpec spec : specs) {
      Map<String, String> inputs = new TreeMap<>();
      Map<String, Manifest.Parent> parents = new TreeMap<>();
      spec.inputs()
          .forEach(
              (role, id) -> {
                Step upstream = steps.get(id);
                if (upstream == null) {
                  throw new IllegalStateException(spec.id() + " comes before its input " + id);
                }
                inputs.put(role, upstream.fingerprint());
                parents.put(
                    role,
                    new Manifest.Parent(
                        upstream.spec().stage().kind(), upstream.fingerprint(), ""));
              });
      Step unaddressed = new Step(spec, "", inputs);
      String fingerprint = Fingerprint.of(unaddressed.ingredients(parents));
      steps.put(spec.id(), new Step(spec, fingerprint, inputs));
    }
    return new ArrayList<>(steps.values());
  }
}
