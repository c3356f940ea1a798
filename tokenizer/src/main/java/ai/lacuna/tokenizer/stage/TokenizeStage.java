package ai.lacuna.tokenizer.stage;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.Json;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Engine;
import ai.lacuna.tokenizer.cache.TokenShards;
import ai.lacuna.tokenizer.dvae.Tokenizer;
import ai.lacuna.tokenizer.dvae.TokenizerFiles;
import ai.lacuna.workflow.ShardedStage;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.pretrain.ViewTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Stores the tokens of a few crops of every image, with the crops: kind {@code tokens}. */
public final class TokenizeStage implements ShardedStage {

  /** The role of the data set among the inputs. */
  public static final String DATA = "data";

  /** The role of the tokenizer among the inputs. */
  public static final String TOKENIZER = "tokenizer";

  private static final String VIEW = "view";
  private static final String CROPS = "crops";
  private static final String HEIGHT = "height";
  private static final String WIDTH = "width";

  /**
   * A planned tokenisation.
   *
   * @param id the stage's id
   * @param view what the encoder sees
   * @param backbone the encoder
   * @param crops of each image
   */
  public static StageSpec of(String id, ViewSpec view, BackboneConfig backbone, int crops) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.set(VIEW, ViewTrees.toTree(view));
    config.put(HEIGHT, backbone.imageHeight());
    config.put(WIDTH, backbone.imageWidth());
    config.put(CROPS, crops);
    return StageSpec.of(id, new TokenizeStage()).withConfig(config);
  }

  @Override
  public String type() {
    return "tokenize";
  }

  @Override
  public String kind() {
    return "tokens";
  }

  @Override
  public int codeVersion() {
    return 1;
  }

  @Override
  public Load load() {
    return Load.HEAVY;
  }

  @Override
  public List<JsonNode> shards(StageContext context) {
    List<JsonNode> shards = new ArrayList<>();
    work(context).plan().forEach(spec -> shards.add(Json.MAPPER.valueToTree(spec)));
    return shards;
  }

  @Override
  public JsonNode runShard(JsonNode shard, StageContext context) throws IOException {
    TokenShards.Spec spec = TokenizerSpec.read(shard, TokenShards.Spec.class);
    try (NDManager manager = Engine.newManager();
        Tokenizer tokenizer = Tokenizer.open(context.input(TOKENIZER).folder(), manager)) {
      work(context)
          .write(
              spec,
              tokenizer,
              manager,
              context.output(),
              done -> context.progress().at(done, spec.rows(), "images", ""));
    }
    return shard;
  }

  @Override
  public void finish(List<JsonNode> results, StageContext context) throws IOException {
    work(context)
        .finish(TokenizerFiles.design(context.input(TOKENIZER).folder()), context.output());
  }

  private static TokenShards work(StageContext context) {
    Dataset dataset = Dataset.open(context.input(DATA).folder());
    JsonNode config = context.config();
    return new TokenShards(
        dataset,
        ViewTrees.fromTree(config.get(VIEW)),
        new ImageShape(dataset.channels(), config.get(HEIGHT).asInt(), config.get(WIDTH).asInt()),
        config.get(CROPS).asInt(),
        new Streams(context.seed()));
  }
}
