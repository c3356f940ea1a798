package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Reconstructs;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.workflow.recipe.Recipe;
import ai.lacuna.workflow.recipe.RecipeReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether what a plan and a plugin declare is there and used. */
final class ClaimChecks {

  private ClaimChecks() {}

  static void claims(Subject<?> subject) {
    recipes(subject.plugin());
    labels(subject);
    try (Trial trial = new Trial(subject)) {
      Examples images = Examples.eight(trial.plan());
      Map<String, float[]> before = copies(trial.network().buffers());
      Calls calls = Calls.of(trial, images);
      used("module", trial.plan().modules().keySet(), calls.modules());
      used("view", further(trial.plan()), calls.views());
      used("teacher", teacher(trial.plan()), calls.teachers());
      freezes(trial);
      reconstruction(trial, images);
      trial.update(images);
      changed(trial, before);
    }
  }

  private static Set<String> further(Plan plan) {
    return Set.copyOf(plan.views().stream().skip(1).map(ViewSpec::name).toList());
  }

  private static Set<String> teacher(Plan plan) {
    return plan.teacher().isPresent() ? Set.of("teacher") : Set.of();
  }

  private static void used(String kind, Set<String> declared, Set<String> used) {
    for (String name : declared) {
      if (!used.contains(name)) {
        throw new Finding(
            "the plan declares the " + kind + " '" + name + "', which the loss does not ask for",
            "a loss that uses what the plan declares",
            "a wrong name in the loss, or a part that the plan no longer needs");
      }
    }
  }

  private static void freezes(Trial trial) {
    for (Freeze freeze : trial.plan().freezes()) {
      boolean any =
          trial.network().weights().asMap().keySet().stream().anyMatch(freeze.names()::matches);
      if (!any) {
        throw new Finding(
            "no parameter is called '" + freeze.names() + "', which the plan freezes",
            "a pattern that fits, such as one of "
                + trial.network().weights().asMap().keySet().stream()
                    .filter(name -> !name.startsWith("encoder."))
                    .toList(),
            "names begin with 'encoder.' or the module's name");
      }
    }
  }

  private static Map<String, float[]> copies(Map<String, NDArray> arrays) {
    Map<String, float[]> copies = new LinkedHashMap<>();
    arrays.forEach((name, array) -> copies.put(name, array.toFloatArray()));
    return copies;
  }

  private static void changed(Trial trial, Map<String, float[]> before) {
    Map<String, float[]> after = copies(trial.network().buffers());
    for (String name : trial.plan().buffers().keySet()) {
      if (Arrays.equals(before.get(name), after.get(name))) {
        throw new Finding(
            "an update leaves the buffer '" + name + "' as it was",
            "a buffer that afterUpdate changes",
            "afterUpdate does not set it, or sets a value that does not depend on the batch");
      }
    }
  }

  private static void reconstruction(Trial trial, Examples images) {
    if (!(trial.objective() instanceof Reconstructs objective)) {
      return;
    }
    int values = Subject.context(Subject.SQUARE, Subject.CHANNELS).patchElements();
    Shape expected = new Shape(8, Subject.SQUARE.grid().size(), values);
    Shape given =
        trial.recorded(scope -> objective.reconstruct(trial.step(scope, images)).getShape());
    if (!given.equals(expected)) {
      throw new Finding(
          "reconstruct gives " + given,
          expected + ": every patch of every image in pixels",
          "runHidden() instead of run(), or step.toPixels() is missing");
    }
  }

  // Without classes an objective either plans or says that it needs them.
  private static void labels(Subject<?> subject) {
    try {
      Objective objective = subject.objective();
      objective.plan(Subject.SQUARE.context(Subject.CHANNELS, 0));
    } catch (LacunaException e) {
      return;
    } catch (RuntimeException e) {
      throw new Finding(
          "for images without labels plan throws " + e,
          "a plan, or the problem that context.requireClasses() reports",
          "context.classes() is used without asking whether there are any");
    }
  }

  private static void recipes(ObjectivePlugin<?> plugin) {
    for (String listed : plugin.recipes()) {
      String resource = listed.endsWith(".yaml") ? listed : listed + ".yaml";
      try (InputStream in = plugin.getClass().getResourceAsStream(resource)) {
        if (in == null) {
          throw new Finding(
              "the plugin lists the recipe '" + listed + "', which is not there",
              "the resource " + resource + " beside " + plugin.getClass().getSimpleName(),
              "a wrong name in recipes(), or a file in another folder");
        }
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        Recipe recipe = RecipeReader.read(resource, text, List.of());
        String objective = recipe.root().at("pretrain").at("objective").node().asText();
        if (!objective.equals(plugin.name())) {
          throw new Finding(
              "the recipe '" + listed + "' is for the objective '" + objective + "'",
              "pretrain.objective: " + plugin.name(),
              "a recipe that was copied");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
