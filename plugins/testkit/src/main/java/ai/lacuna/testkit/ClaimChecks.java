package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Reconstructs;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TeacherSpec.Result;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.model.Precision;
import ai.lacuna.workflow.catalog.Plugins;
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

  private static final String SERVICES = "META-INF/services/" + ObjectivePlugin.class.getName();

  private ClaimChecks() {}

  static void claims(Subject<?> subject) {
    recipes(subject.plugin());
    service(subject.plugin());
    withoutTokenizer(subject);
    withoutLabels(subject);
    try (Trial trial = new Trial(subject)) {
      Examples images = trial.eight();
      Map<String, float[]> before = copies(trial.network().buffers());
      Calls calls = Calls.of(trial, images);
      used("module", trial.plan().modules().keySet(), calls.modules());
      used("view", further(trial.plan()), calls.views());
      used("teacher", teacher(trial.plan()), calls.teachers());
      tokens(trial.plan(), calls);
      mixing(trial.plan(), calls);
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
    // One that is the result is of use without being asked.
    boolean asked = plan.teacher().filter(t -> t.result() == Result.NETWORK).isPresent();
    return asked ? Set.of("teacher") : Set.of();
  }

  private static void tokens(Plan plan, Calls calls) {
    if (plan.target() == Target.TOKENS && !calls.any("target", "hiddenTarget")) {
      throw new Finding(
          "the plan asks for tokens, and the loss never does",
          "a loss that uses them, as a tokenizer is trained for it",
          "target() or hiddenTarget() is missing, or .target(Target.TOKENS) is not needed");
    }
  }

  private static void mixing(Plan plan, Calls calls) {
    if (plan.mixing().isPresent() && calls.any("labels") && !calls.any("classTargets")) {
      throw new Finding(
          "the plan mixes images, and the loss asks for the labels of one of each pair",
          "classTargets(), whose shares follow the mixing",
          "labels() instead of classTargets(smoothing)");
    }
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
    PlanContext context = Conditions.USUAL.context();
    Shape expected = new Shape(8, context.grid().size(), context.patchElements());
    Shape given =
        trial.recorded(scope -> objective.reconstruct(trial.step(scope, images)).getShape());
    if (!given.equals(expected)) {
      throw new Finding(
          "reconstruct gives " + given,
          expected + ": every patch of every image in pixels",
          "runHidden() instead of run(), or step.toPixels() is missing");
    }
  }

  // Without classes an objective says that it needs them, or does without.
  private static void withoutLabels(Subject<?> subject) {
    Conditions unlabelled = Conditions.USUAL.withClasses(0);
    try {
      subject.objective().plan(unlabelled.context());
    } catch (LacunaException e) {
      return;
    } catch (RuntimeException e) {
      throw new Finding(
          "for images without labels plan throws " + e,
          "a plan, or the problem that context.requireClasses() reports",
          "context.classes() is used without asking whether there are any");
    }
    try (Trial trial = new Trial(subject, unlabelled, Precision.FLOAT32)) {
      trial.loss(trial.eight());
    } catch (LacunaException e) {
      throw new Finding(
          "plan accepts images without labels, and then the loss asks for labels",
          "a refusal before anything runs",
          "context.requireClasses() is missing in plan");
    }
  }

  // A run is planned before its tokenizer is trained.
  private static void withoutTokenizer(Subject<?> subject) {
    try {
      subject.objective().plan(Conditions.USUAL.withVocabulary(0).context());
    } catch (RuntimeException e) {
      throw new Finding(
          "as long as there is no tokenizer plan throws " + e,
          "a plan, which is made again when its codes can be counted",
          "context.vocabulary() is 0 until then; take Math.max(1, context.vocabulary())");
    }
  }

  // As the host looks for what a recipe names.
  private static void service(ObjectivePlugin<?> plugin) {
    Class<?> type = plugin.getClass();
    Plugins installed = Plugins.load(type.getClassLoader());
    if (installed.objectives().values().stream().map(Object::getClass).noneMatch(type::equals)) {
      List<String> reasons = installed.failures().stream().map(failure -> "; " + failure).toList();
      throw new Finding(
          "a recipe that asks for '%s' does not find %s%s"
              .formatted(plugin.name(), type.getName(), String.join("", reasons)),
          "the line " + type.getName() + " in " + SERVICES + ", and a name that is free",
          "the file is missing or names another class, or the class is not public");
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
