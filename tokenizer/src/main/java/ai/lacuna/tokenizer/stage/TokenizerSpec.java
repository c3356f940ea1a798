package ai.lacuna.tokenizer.stage;

import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.files.Json;
import ai.lacuna.tokenizer.codebook.CodeBookGates;
import ai.lacuna.tokenizer.dvae.Design;
import ai.lacuna.tokenizer.dvae.DvaeConfig;
import ai.lacuna.tokenizer.dvae.Likelihood;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the stages of training and import have in common in their settings. */
final class TokenizerSpec {

  private static final String MODEL = "model";
  private static final String LIKELIHOOD = "likelihood";
  private static final String HEIGHT = "height";
  private static final String WIDTH = "width";
  private static final String GATES = "gates";

  private TokenizerSpec() {}

  /** The settings that say what a tokenizer is; channels are those of the data set. */
  static ObjectNode hashed(Design design) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.set(MODEL, Configs.toTree(design.architecture()));
    tree.put(LIKELIHOOD, design.likelihood().name());
    tree.put(HEIGHT, design.image().height());
    tree.put(WIDTH, design.image().width());
    return tree;
  }

  static Design design(JsonNode config, int channels) {
    return new Design(
        Configs.fromTree(config.get(MODEL), DvaeConfig.class),
        Likelihood.valueOf(config.get(LIKELIHOOD).asText()),
        new ImageShape(channels, config.get(HEIGHT).asInt(), config.get(WIDTH).asInt()));
  }

  /**
   * Bounds change no artifact, only whether there is one. Outside of the fingerprint, a training
   * that missed one goes on from its last checkpoint when the bound is lowered.
   */
  static ObjectNode unhashed(CodeBookGates gates) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.set(GATES, Configs.toTree(gates));
    return tree;
  }

  static CodeBookGates gates(JsonNode config) {
    return Configs.fromTree(config.get(GATES), CodeBookGates.class);
  }

  static <T> T read(JsonNode json, Class<T> type) {
    return Json.MAPPER.convertValue(json, type);
  }
}
