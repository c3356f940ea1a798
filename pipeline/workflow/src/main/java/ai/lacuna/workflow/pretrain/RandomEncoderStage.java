package ai.lacuna.workflow.pretrain;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.Dataset;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Encoder;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Preprocessing;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.WholeStage;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;

/**
 * The encoder of a pre-training before its first step, kind {@code encoder}: what an evaluation
 * compares with to see what was learnt.
 */
public final class RandomEncoderStage implements WholeStage {

  private static final String BACKBONE = "backbone";

  /**
   * The floor that belongs to a planned pre-training: same architecture, data set and seed.
   *
   * @param id the id of the new stage
   * @param pretrain a stage whose code is {@link PretrainStage}
   */
  public static StageSpec floorOf(String id, StageSpec pretrain) {
    if (!(pretrain.stage() instanceof PretrainStage)) {
      throw new IllegalArgumentException(pretrain.id() + " is no pre-training");
    }
    StageSpec floor =
        StageSpec.of(id, new RandomEncoderStage())
            .withConfig(
                JsonNodeFactory.instance
                    .objectNode()
                    .set(BACKBONE, pretrain.config().get(BACKBONE)))
            .withSeed(pretrain.seed().orElseThrow());
    return floor.withInput(
        PretrainStage.DATA,
        pretrain.inputs().getOrDefault(PretrainStage.DATA, Planning.TRAIN_DATA));
  }

  @Override
  public String type() {
    return "random-encoder";
  }

  @Override
  public String kind() {
    return "encoder";
  }

  @Override
  public int codeVersion() {
    return 1;
  }

  @Override
  public void run(StageContext context) throws IOException {
    BackboneConfig backbone =
        Configs.fromTree(context.config().get(BACKBONE), BackboneConfig.class);
    Dataset data = Dataset.open(context.input(PretrainStage.DATA).folder());
    Preprocessing preprocessing =
        new Preprocessing(backbone.shape(data.channels()), data.mean(), data.std());
    try (NDManager manager = Engine.newCpuManager();
        Encoder encoder =
            Encoder.random(backbone, preprocessing, new Streams(context.seed()), manager)) {
      encoder.save(context.output());
    }
  }
}
