package ai.lacuna.training;

import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Dataset;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Preprocessing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that decides what a pre-training run computes, and where.
 *
 * @param objectiveName what recipes call the objective
 * @param objectiveConfig its settings, a record
 * @param objective made from these settings
 * @param augment what replaces the plan's augmentation
 * @param backbone the encoder's architecture, already checked
 * @param dataset the training images
 * @param training how to train, already checked
 * @param seed of every random stream of the run
 * @param work folder of this run alone, kept between attempts: checkpoints, events, {@code
 *     run.json}
 * @param output folder for the results; made when needed
 * @param tokens where tokens come from, if the objective asks for them
 */
public record PretrainJob(
    String objectiveName,
    Record objectiveConfig,
    Objective objective,
    List<ViewChange> augment,
    BackboneConfig backbone,
    Dataset dataset,
    TrainingConfig training,
    long seed,
    Path work,
    Path output,
    Optional<TokenSource> tokens) {

  public PretrainJob {
    augment = List.copyOf(augment);
  }

  /** With the plan's own augmentation, and without tokens. */
  public PretrainJob(
      String objectiveName,
      Record objectiveConfig,
      Objective objective,
      BackboneConfig backbone,
      Dataset dataset,
      TrainingConfig training,
      long seed,
      Path work,
      Path output) {
    this(
        objectiveName,
        objectiveConfig,
        objective,
        List.of(),
        backbone,
        dataset,
        training,
        seed,
        work,
        output,
        Optional.empty());
  }

  /** This with other training settings. */
  PretrainJob withTraining(TrainingConfig other) {
    return new PretrainJob(
        objectiveName,
        objectiveConfig,
        objective,
        augment,
        backbone,
        dataset,
        other,
        seed,
        work,
        output,
        tokens);
  }

  /** The images that the encoder sees. */
  ImageShape image() {
    return backbone.shape(dataset.channels());
  }

  Plan plan() {
    PlanContext context = backbone.context(dataset.channels(), dataset.classes().size());
    int vocabulary = tokens.map(TokenSource::vocabulary).orElse(0);
    Plan plan = objective.plan(context.withVocabulary(vocabulary));
    return ViewChange.applied(augment, plan);
  }

  Preprocessing preprocessing() {
    return new Preprocessing(image(), dataset.mean(), dataset.std());
  }

  /** Every setting that the result depends on. */
  Map<String, Object> identity() {
    ObjectNode settings = (ObjectNode) Identity.of(training);
    settings.remove(TrainingConfig.HOUSEKEEPING);
    JsonNode objectiveSettings = Identity.of(objectiveConfig);
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("objective", Map.of("name", objectiveName, "config", objectiveSettings));
    identity.put("augment", augment.toString());
    identity.put("backbone", Identity.of(backbone));
    identity.put("data", Map.of("digest", dataset.digest(), "rows", dataset.rows()));
    identity.put("training", settings);
    identity.put("seed", seed);
    tokens.ifPresent(source -> identity.put("tokens", source.identity()));
    return identity;
  }
}
