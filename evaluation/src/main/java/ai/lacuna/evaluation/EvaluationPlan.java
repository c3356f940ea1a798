package ai.lacuna.evaluation;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.evaluation.feature.Attention;
import ai.lacuna.evaluation.gate.Gate;
import ai.lacuna.evaluation.protocol.Protocol;
import ai.lacuna.evaluation.protocol.ProtocolPlugin;
import ai.lacuna.evaluation.protocol.Reads;
import ai.lacuna.evaluation.stage.EvaluateStage;
import ai.lacuna.evaluation.stage.Protocols;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.workflow.DatasetOutline;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.pretrain.RandomEncoderStage;
import ai.lacuna.workflow.recipe.Configs;
import ai.lacuna.workflow.recipe.Setting;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the sections {@code evaluate} and {@code gates} and adds their stages to a plan. */
final class EvaluationPlan {

  static final String PROTOCOL = "protocol";
  private static final String NAME = "name";
  private static final String NAME_PATTERN = "[a-z][a-z0-9-]*";
  static final String ATTENTION = "attention";
  private static final Map<String, Attention> ATTENTIONS =
      Map.of("full", Attention.FULL, "causal", Attention.CAUSAL);

  private final Planning planning;
  private final Set<String> ids = new LinkedHashSet<>();
  private final Set<String> metrics = new LinkedHashSet<>();
  private Optional<ReadCheck> readable = Optional.empty();
  private Optional<FeaturePlan> features = Optional.empty();

  EvaluationPlan(Planning planning) {
    this.planning = planning;
  }

  /** Adds one stage for each protocol and each thing to judge, once the features are planned. */
  void evaluations() {
    Setting section = planning.section(EvaluationPlugin.EVALUATE);
    if (!section.isPresent()) {
      return;
    }
    requireEncoder(section);
    boolean labelled = requireLabels(section);
    Map<String, ProtocolPlugin<?>> protocols = Protocols.all();
    boolean planned = labelled && features();
    for (Setting item : section.items()) {
      item.choose(PROTOCOL, protocols).ifPresent(plugin -> evaluation(item, plugin, planned));
    }
  }

  /** Checks the gates against the numbers that the run will have. */
  void gates() {
    for (Setting item : planning.section(EvaluationPlugin.GATES).items()) {
      item.text().ifPresent(text -> gate(item, text));
    }
  }

  private void gate(Setting item, String text) {
    Problems problems = new Problems();
    Gate.parse(item.path(), text, metrics, problems);
    for (Problem problem : problems.list()) {
      item.problem(problem.given(), problem.expected(), problem.fix());
    }
  }

  private void requireEncoder(Setting section) {
    if (!planning.section("pretrain").isPresent()) {
      section.problem(
          "protocols, but nothing to judge by them",
          "an encoder",
          "add a section 'pretrain', or remove 'evaluate'");
    }
  }

  // Whether both splits are there, with the same two classes or more.
  private boolean requireLabels(Setting section) {
    for (String split : new String[] {"train", "test"}) {
      Setting data = planning.section("data").at(split);
      if (!data.isPresent()) {
        section.problem(
            "protocols, but no data." + split,
            "labelled train and test images",
            "add 'data: {" + split + ": {source: imagefolder, path: …}}', or remove 'evaluate'");
      }
    }
    Optional<DatasetOutline> train = planning.outline(Planning.TRAIN_DATA);
    Optional<DatasetOutline> test = planning.outline(Planning.TEST_DATA);
    if (train.isEmpty() || test.isEmpty()) {
      return false;
    }
    boolean enough = requireClasses(planning.section("data").at("train"), train.get());
    return requireKnown(train.get(), test.get()) && enough;
  }

  private static boolean requireClasses(Setting data, DatasetOutline outline) {
    int classes = outline.classes().size();
    if (classes >= 2) {
      return true;
    }
    data.problem(
        classes == 0 ? "images without classes" : "one class, '" + outline.classes().get(0) + "'",
        "at least 2 classes, since protocols judge an encoder by telling them apart",
        "bring labelled images, for instance a folder for each class, or remove 'evaluate'");
    return false;
  }

  private boolean requireKnown(DatasetOutline train, DatasetOutline test) {
    Set<String> unknown = new LinkedHashSet<>(test.classes());
    unknown.removeAll(train.classes());
    if (unknown.isEmpty() && !test.classes().isEmpty()) {
      return true;
    }
    planning
        .section("data")
        .at("test")
        .problem(
            unknown.isEmpty()
                ? "images without classes"
                : "classes that data.train does not have: "
                    + String.join(", ", unknown.stream().limit(10).toList()),
            "classes of data.train",
            "");
    return false;
  }

  // Prepares for the features of the encoder and of the floors; false if something they need is not
  // planned.
  private boolean features() {
    Optional<StageSpec> encoder = planning.stage(Planning.ENCODER);
    if (encoder.isEmpty()) {
      return false;
    }
    BackboneConfig architecture =
        Configs.fromTree(encoder.get().config().get("backbone"), BackboneConfig.class);
    readable = Optional.of(new ReadCheck(planning, architecture));
    planning.add(RandomEncoderStage.floorOf(Floors.UNTRAINED, encoder.get()));
    features = Optional.of(new FeaturePlan(planning, architecture));
    return true;
  }

  private <C extends Record & Config> void evaluation(
      Setting item, ProtocolPlugin<C> plugin, boolean planned) {
    Optional<C> settings =
        item.bind(Configs.defaults(plugin.configType()), Set.of(PROTOCOL, NAME, ATTENTION));
    Optional<String> id = id(item, plugin.name());
    Optional<Attention> attention = attention(item);
    if (settings.isEmpty() || id.isEmpty() || attention.isEmpty()) {
      return;
    }
    Protocol protocol = plugin.create(settings.get());
    Reads reads = protocol.reads();
    readable.ifPresent(check -> check.check(item, attention.get(), protocol));
    if (planned) {
      features.ifPresent(plan -> plan.add(attention.get(), reads));
    }
    add(id.get(), plugin, settings.get(), FeaturePlan.id(attention.get(), reads), planned);
    for (String floor : Floors.ALL) {
      String seen = FeaturePlan.ofFloor(floor, attention.get(), reads);
      add(Floors.id(floor, id.get()), plugin, settings.get(), seen, planned);
    }
  }

  private static Optional<Attention> attention(Setting item) {
    return item.at(ATTENTION).isPresent()
        ? item.choose(ATTENTION, ATTENTIONS)
        : Optional.of(Attention.FULL);
  }

  private <C extends Record & Config> void add(
      String id, ProtocolPlugin<C> plugin, C settings, String features, boolean planned) {
    plugin.create(settings).metrics().forEach(metric -> metrics.add(id + "." + metric));
    if (planned) {
      planning.add(EvaluateStage.of(id, plugin, settings, features, planning.seed()));
    }
  }

  private Optional<String> id(Setting item, String protocol) {
    Setting name = item.at(NAME);
    String id = name.isPresent() ? name.text().orElse("") : protocol;
    if (id.isEmpty()) {
      return Optional.empty();
    }
    if (!id.matches(NAME_PATTERN)) {
      name.problem("lower-case letters, digits and hyphens, starting with a letter", "");
      return Optional.empty();
    }
    boolean taken = id.equals(FeaturePlan.FEATURES) || planning.stage(id).isPresent();
    if (taken || !ids.add(id)) {
      (name.isPresent() ? name : item.at(PROTOCOL))
          .problem(
              "'" + id + "', which something else is called",
              "a name for each evaluation",
              "give it one of its own, for instance 'name: " + id + "-2'");
      return Optional.empty();
    }
    return Optional.of(id);
  }
}
