package ai.lacuna.training;

import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.data.Dataset;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Preprocessing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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
    Path output) {

  public PretrainJob {
    augment = List.copyOf(augment);
  }

  /** With the plan's own augmentation. */
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
        output);
  }

  /** The images that the encoder sees. */
  ImageShape image() {
    return backbone.shape(dataset.channels());
  }

  Plan plan() {
    PlanContext context = backbone.context(dataset.channels(), dataset.classes().size());
    Plan plan = objective.plan(context);
    List<ViewSpec> views = plan.views();
    for (ViewChange change : augment) {
      views = views.stream().map(change::applied).toList();
    }
    return plan.withViews(views);
  }

  Preprocessing preprocessing() {
    return new Preprocessing(image(), dataset.mean(), dataset.std());
  }

  /** Every setting that the result depends on. */
  Map<String, Object> identity() {
    ObjectNode settings = (ObjectNode) Identity.of(training);
    settings.remove(TrainingConfig.HOUSEKEEPING);
    JsonNode objectiveSettings = Identity.of(objectiveConfig);
    return Map.of(
        "objective",
        Map.of("name", objectiveName, "config", objectiveSettings),
        "augment",
        augment.toString(),
        "backbone",
        Identity.of(backbone),
        "data",
        Map.of("digest", dataset.digest(), "rows", dataset.rows()),
        "training",
        settings,
        "seed",
        seed);
  }
}
