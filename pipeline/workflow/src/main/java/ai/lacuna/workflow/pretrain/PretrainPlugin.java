package ai.lacuna.workflow.pretrain;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.data.augment.Augmentations;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.training.TrainingConfig;
import ai.lacuna.training.ViewChange;
import ai.lacuna.workflow.DatasetOutline;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.Tokenizers;
import ai.lacuna.workflow.WorkflowPlugin;
import ai.lacuna.workflow.recipe.Configs;
import ai.lacuna.workflow.recipe.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Owns the section {@code pretrain}: an objective, a backbone, and how to train. */
public final class PretrainPlugin implements WorkflowPlugin {

  private static final String OBJECTIVE = "objective";
  private static final String CONFIG = "config";
  private static final String AUGMENT = "augment";
  private static final String BACKBONE = "backbone";
  // What image channels are assumed to be while the data set has problems of its own.
  private static final int USUAL_CHANNELS = 3;
  private static final int USUAL_CLASSES = 10;

  // Stands for an objective's defaults while there is no plan: breaks no rule that the recipe's own
  // settings keep.
  private static final TrainingDefaults HARMLESS =
      new TrainingDefaults(Integer.MAX_VALUE, 1 << 20, 1, 0, 0, 0, 0.9, 0.95, 0);

  @Override
  public String name() {
    return "pretrain";
  }

  @Override
  public Set<String> sections() {
    return Set.of("pretrain");
  }

  @Override
  public List<Stage> stages() {
    return List.of(new PretrainStage(), new RandomEncoderStage());
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    BackboneConfig.presets()
        .forEach((name, preset) -> parts.add(new Part(BACKBONE, name, preset.summary(), null)));
    Augmentations.crops()
        .forEach(
            (name, type) ->
                parts.add(new Part("crop", name, "Which part of an image a view shows", type)));
    Augmentations.all()
        .forEach(
            (name, plugin) ->
                parts.add(new Part("augmentation", name, plugin.summary(), plugin.configType())));
    return parts;
  }

  @Override
  public void plan(Planning planning) {
    Setting pretrain = planning.section("pretrain");
    if (!pretrain.isPresent()) {
      return;
    }
    Optional<DatasetOutline> data = planning.outline(Planning.TRAIN_DATA);
    int channels = data.map(DatasetOutline::channels).orElse(USUAL_CHANNELS);
    int classes = data.map(d -> d.classes().size()).orElse(USUAL_CLASSES);
    Optional<BackboneConfig> backbone = BackboneSetting.read(pretrain.at(BACKBONE));
    Optional<ObjectivePlugin<?>> plugin = pretrain.choose(OBJECTIVE, planning.objectives());
    Optional<Chosen> objective = plugin.flatMap(p -> choose(planning, p));
    Optional<Plan> plan =
        objective.isPresent() && backbone.isPresent()
            ? plan(
                planning,
                objective.get(),
                context(planning, backbone.get(), channels, classes),
                backbone.get())
            : Optional.empty();
    if (plan.isEmpty() && backbone.isPresent()) {
      planning.tokenizers().ifPresent(t -> t.check(planning, backbone.get()));
    }
    TrainingConfig defaults = TrainingConfig.of(plan.map(Plan::defaults).orElse(HARMLESS));
    Optional<TrainingConfig> training =
        pretrain.bind(defaults, Set.of(OBJECTIVE, CONFIG, AUGMENT, BACKBONE));
    Optional<List<ViewChange>> augment =
        plan.flatMap(p -> AugmentSetting.read(pretrain.at(AUGMENT), p));
    Optional<Map<String, String>> tokens =
        augment.flatMap(
            changes -> tokens(planning, objective, backbone, channels, plan.get(), changes));
    plan.ifPresent(p -> training.ifPresent(t -> check(pretrain, x -> t.checkPlan(p, x))));
    backbone.ifPresent(b -> training.ifPresent(t -> check(pretrain, x -> t.checkBackbone(b, x))));
    boolean known = plan.isPresent() || pretrain.at("batch").isPresent();
    if (known) {
      training.ifPresent(
          t -> data.ifPresent(d -> check(pretrain, x -> t.checkData(d.images(), x))));
    }
    requireData(planning);
    boolean complete = tokens.isPresent() && training.isPresent() && data.isPresent();
    if (complete) {
      StageSpec spec =
          spec(
              planning, objective.get(), augment.get(), backbone.get(), training.get(), data.get());
      for (Map.Entry<String, String> input : tokens.get().entrySet()) {
        spec = spec.withInput(input.getKey(), input.getValue());
      }
      planning.add(CostNotes.add(spec, backbone.get(), plan.get(), training.get(), data.get()));
    }
  }

  private static PlanContext context(
      Planning planning, BackboneConfig backbone, int channels, int classes) {
    int vocabulary = planning.tokenizers().map(t -> t.vocabulary(planning, backbone)).orElse(0);
    return backbone.context(channels, classes).withVocabulary(vocabulary);
  }

  // The inputs that give tokens: none, if the objective asks for none; empty after a problem.
  private static Optional<Map<String, String>> tokens(
      Planning planning,
      Optional<Chosen> objective,
      Optional<BackboneConfig> backbone,
      int channels,
      Plan plan,
      List<ViewChange> augment) {
    if (plan.target() != Target.TOKENS || objective.isEmpty() || backbone.isEmpty()) {
      return Optional.of(Map.of());
    }
    String name = objective.get().name();
    if (planning.tokenizers().isEmpty()) {
      planning
          .section("pretrain")
          .at(OBJECTIVE)
          .problem(
              "'" + name + "', which asks for tokens",
              "a tokenizer, which is not installed",
              "add the jar of lacuna-tokenizer, or choose another objective");
      return Optional.empty();
    }
    Plan changed = ViewChange.applied(augment, plan);
    return planning
        .tokenizers()
        .get()
        .plan(planning, new Tokenizers.Request(name, backbone.get(), channels, changed));
  }

  // An objective with its settings, which only its plugin knows the type of.
  private record Chosen(String name, Config config, Objective objective) {}

  private static <C extends Record & Config> Optional<Chosen> choose(
      Planning planning, ObjectivePlugin<C> plugin) {
    String name = plugin.name();
    return planning
        .section("pretrain")
        .at(CONFIG)
        .bind(plugin.configType())
        .flatMap(
            config ->
                guarded(
                    planning,
                    "'" + name + "', which failed when it was created",
                    () -> new Chosen(name, config, plugin.create(config))));
  }

  private static Optional<Plan> plan(
      Planning planning, Chosen chosen, PlanContext context, BackboneConfig backbone) {
    return guarded(
        planning,
        "'" + chosen.name() + "', which failed in its plan",
        () -> {
          Plan plan = chosen.objective().plan(context);
          Problems problems = new Problems();
          backbone.checkPlan(plan, problems.under(BACKBONE));
          problems.throwIfAny();
          return plan;
        });
  }

  // An objective's own code may fail in any way; the recipe's other problems are reported too.
  private static <T> Optional<T> guarded(Planning planning, String failed, Supplier<T> use) {
    try {
      return Optional.of(use.get());
    } catch (LacunaException e) {
      for (Problem p : e.problems()) {
        about(p.path(), planning).problem(p.given(), p.expected(), p.fix());
      }
    } catch (RuntimeException | LinkageError e) {
      planning
          .section("pretrain")
          .at(OBJECTIVE)
          .problem(
              failed + ": " + e,
              "an objective that can plan for these settings",
              e instanceof LinkageError
                  ? "build its jar against this version of lacuna-api"
                  : "change them, or mend the objective");
    }
    return Optional.empty();
  }

  // What an objective finds wrong is with its own settings unless it names another part.
  private static Setting about(String path, Planning planning) {
    Setting pretrain = planning.section("pretrain");
    if (path.equals("data.train")) {
      return planning.section("data").at("train");
    }
    return path.startsWith(BACKBONE) ? pretrain.at(path) : pretrain.at(CONFIG).at(path);
  }

  private static void check(Setting pretrain, Consumer<Problems> training) {
    Problems problems = new Problems();
    training.accept(problems);
    for (Problem p : problems.list()) {
      pretrain.at(p.path()).problem(p.given(), p.expected(), p.fix());
    }
  }

  private static void requireData(Planning planning) {
    Setting train = planning.section("data").at("train");
    if (!train.isPresent()) {
      train.problem(
          "nothing",
          "the images to pre-train on",
          "add 'data: {train: {source: imagefolder, path: …}}'; 'lacuna plugins' lists more"
              + " sources");
    }
  }

  private static StageSpec spec(
      Planning planning,
      Chosen chosen,
      List<ViewChange> augment,
      BackboneConfig backbone,
      TrainingConfig training,
      DatasetOutline data) {
    PretrainSettings settings =
        new PretrainSettings(
            chosen.name(), Configs.toTree(chosen.config()), augment, backbone, training);
    long steps = data.images() / training.batch() * training.epochs();
    return StageSpec.of(Planning.ENCODER, new PretrainStage())
        .withConfig(settings.hashed())
        .withUnhashed(settings.housekeeping())
        .withSeed(planning.seed())
        .withInput(PretrainStage.DATA, Planning.TRAIN_DATA)
        .withNote(
            chosen.name()
                + " on "
                + backbone.summary()
                + "; about "
                + steps
                + " steps of "
                + training.batch()
                + " images");
  }
}
