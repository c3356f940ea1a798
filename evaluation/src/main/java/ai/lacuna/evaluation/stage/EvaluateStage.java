package ai.lacuna.evaluation.stage;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.random.Streams;
import ai.lacuna.evaluation.feature.FeatureFiles;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.evaluation.protocol.Protocol;
import ai.lacuna.evaluation.protocol.ProtocolPlugin;
import ai.lacuna.evaluation.protocol.Task;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.WholeStage;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Runs one protocol on one set of features: kind {@code outcome}. */
public final class EvaluateStage implements WholeStage {

  /** The code's name, by which a report finds these stages. */
  public static final String TYPE = "evaluate";

  private static final String PROTOCOL = "protocol";
  private static final String VERSION = "version";
  private static final String SETTINGS = "settings";
  private static final String FEATURES = "features";

  /**
   * A protocol on features.
   *
   * @param id the stage's id, which is also what gates call its numbers by
   * @param plugin the protocol
   * @param settings its settings
   * @param features id of the stage that makes the features
   * @param seed seed of the protocol
   */
  public static <C extends Record & Config> StageSpec of(
      String id, ProtocolPlugin<C> plugin, C settings, String features, long seed) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put(PROTOCOL, plugin.name());
    config.put(VERSION, plugin.version());
    config.set(SETTINGS, Configs.toTree(settings));
    return StageSpec.of(id, new EvaluateStage())
        .withConfig(config)
        .withSeed(seed)
        .withInput(FEATURES, features);
  }

  /** The protocol that a planned or finished stage of this code runs. */
  public static String protocol(JsonNode config) {
    return config.path(PROTOCOL).asText();
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String kind() {
    return "outcome";
  }

  @Override
  public int codeVersion() {
    return 1;
  }

  // Several at once would slow each other down by far more than they gain: their products are
  // small.
  @Override
  public Load load() {
    return Load.HEAVY;
  }

  @Override
  public void run(StageContext context) throws IOException {
    Protocol protocol = protocol(Protocols.named(protocol(context.config())), context.config());
    FeatureFiles files = FeatureFiles.open(context.input(FEATURES).folder());
    try (NDManager manager = Devices.manager(context)) {
      FeatureSet train = files.read("train", protocol.reads(), manager);
      FeatureSet test = files.read("test", protocol.reads(), manager);
      Streams streams = new Streams(context.seed());
      Outcome outcome = protocol.evaluate(new Task(train, test, files.classes(), streams));
      OutcomeFiles.write(outcome, test, context.output());
      outcome.notes().forEach((key, value) -> context.fact(key.replace(' ', '-'), value));
    }
  }

  private static <C extends Record & Config> Protocol protocol(
      ProtocolPlugin<C> plugin, JsonNode config) {
    return plugin.create(Configs.fromTree(config.get(SETTINGS), plugin.configType()));
  }
}
