package ai.lacuna.workflow.pretrain;

import ai.lacuna.model.BackboneConfig;
import ai.lacuna.training.TrainingConfig;
import ai.lacuna.training.ViewChange;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The settings of a pre-training as a stage keeps them.
 *
 * @param objective its name
 * @param config its settings
 * @param augment what replaces the plan's augmentation
 * @param backbone the encoder
 * @param training how to train
 */
record PretrainSettings(
    String objective,
    ObjectNode config,
    List<ViewChange> augment,
    BackboneConfig backbone,
    TrainingConfig training) {

  private static final String HOUSEKEEPING_KEY = "housekeeping";

  /** What the fingerprint covers. */
  ObjectNode hashed() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("objective", objective);
    tree.set("config", config);
    tree.set("augment", AugmentSetting.toTree(augment));
    tree.set("backbone", Configs.toTree(backbone));
    tree.set("training", Configs.toTree(training).remove(TrainingConfig.HOUSEKEEPING));
    return tree;
  }

  /** What it does not. */
  ObjectNode housekeeping() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.set(HOUSEKEEPING_KEY, Configs.toTree(training).retain(TrainingConfig.HOUSEKEEPING));
    return tree;
  }

  /** Reads both parts again. */
  static PretrainSettings of(JsonNode tree) {
    ObjectNode training = tree.get("training").deepCopy();
    training.setAll((ObjectNode) tree.get(HOUSEKEEPING_KEY));
    return new PretrainSettings(
        tree.get("objective").asText(),
        tree.get("config").deepCopy(),
        AugmentSetting.fromTree(tree.get("augment")),
        Configs.fromTree(tree.get("backbone"), BackboneConfig.class),
        Configs.fromTree(training, TrainingConfig.class));
  }
}
