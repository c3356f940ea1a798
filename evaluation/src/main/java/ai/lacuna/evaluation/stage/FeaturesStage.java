package ai.lacuna.evaluation.stage;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Dataset;
import ai.lacuna.evaluation.feature.Attention;
import ai.lacuna.evaluation.feature.EncoderFeaturizer;
import ai.lacuna.evaluation.feature.FeatureFiles;
import ai.lacuna.evaluation.feature.Featurizer;
import ai.lacuna.evaluation.feature.PatchFeaturizer;
import ai.lacuna.evaluation.feature.PixelFeaturizer;
import ai.lacuna.evaluation.protocol.Pool;
import ai.lacuna.evaluation.protocol.Reads;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Encoder;
import ai.lacuna.model.Engine;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.WholeStage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Extracts the features of both splits once, for all protocols: kind {@code features}. With an
 * encoder among its inputs they are the encoder's; without, they are the pixels.
 */
public final class FeaturesStage implements WholeStage {

  static final String ENCODER = "encoder";
  static final String TRAIN = "train";
  static final String TEST = "test";
  private static final String ATTENTION = "attention";
  private static final String BLOCKS = "blocks";
  private static final String PIXEL_SIDE = "pixelSide";
  private static final String ROWS = "rows";
  private static final String COLUMNS = "columns";
  private static final String HEIGHT = "height";
  private static final String WIDTH = "width";
  private static final int SIDE = 16;

  /**
   * Features of an encoder.
   *
   * @param id the stage's id
   * @param encoder id of the stage that makes the encoder
   * @param attention what its patches attend to
   * @param reads what of its output is kept: both summaries, or all tokens
   * @param train id of the stage that makes the train split
   * @param test id of the stage that makes the test split
   */
  public static StageSpec ofEncoder(
      String id, String encoder, Attention attention, Reads reads, String train, String test) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    if (attention != Attention.FULL) { // what everything else uses needs no word
      config.put(ATTENTION, attention.name());
    }
    if (reads instanceof Reads.Tokens tokens) {
      config.put(BLOCKS, tokens.blocks());
    }
    return StageSpec.of(id, new FeaturesStage())
        .withConfig(config)
        .withInput(ENCODER, encoder)
        .withInput(TRAIN, train)
        .withInput(TEST, test);
  }

  /**
   * Pixels of the images that an encoder of this architecture takes: shrunk, or patch by patch for
   * protocols that read tokens.
   */
  public static StageSpec ofPixels(
      String id, BackboneConfig backbone, Reads reads, String train, String test) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    if (reads instanceof Reads.Tokens) {
      config.put(ROWS, backbone.output().grid().rows());
      config.put(COLUMNS, backbone.output().grid().columns());
    } else {
      config.put(PIXEL_SIDE, SIDE);
    }
    config.put(HEIGHT, backbone.imageHeight());
    config.put(WIDTH, backbone.imageWidth());
    return StageSpec.of(id, new FeaturesStage())
        .withConfig(config)
        .withInput(TRAIN, train)
        .withInput(TEST, test);
  }

  @Override
  public String type() {
    return "features";
  }

  @Override
  public String kind() {
    return "features";
  }

  @Override
  public int codeVersion() {
    return 2;
  }

  @Override
  public Load load() {
    return Load.HEAVY;
  }

  @Override
  public void run(StageContext context) throws IOException {
    Dataset train = Dataset.open(context.input(TRAIN).folder());
    Dataset test = Dataset.open(context.input(TEST).folder());
    if (context.inputs().containsKey(ENCODER)) {
      try (NDManager manager = Devices.manager(context);
          Encoder encoder = Encoder.open(context.input(ENCODER).folder(), manager)) {
        Attention attention =
            Attention.valueOf(context.config().path(ATTENTION).asText(Attention.FULL.name()));
        JsonNode blocks = context.config().path(BLOCKS);
        Reads reads =
            blocks.isMissingNode()
                ? new Reads.Summary(Pool.MEAN)
                : new Reads.Tokens(blocks.asInt());
        Featurizer featurizer = new EncoderFeaturizer(encoder, attention, reads, manager);
        write(context, featurizer, train, test);
        Engine.describe(manager).forEach(context::fact);
      }
    } else {
      JsonNode config = context.config();
      ImageShape image =
          new ImageShape(train.channels(), config.get(HEIGHT).asInt(), config.get(WIDTH).asInt());
      write(context, ofPixels(config, image, train), train, test);
    }
  }

  private static Featurizer ofPixels(JsonNode config, ImageShape image, Dataset train) {
    int side = config.path(PIXEL_SIDE).asInt(Math.max(image.height(), image.width()));
    PixelFeaturizer pixels = new PixelFeaturizer(image, train.mean(), train.std(), side);
    return config.has(ROWS)
        ? new PatchFeaturizer(
            pixels, new Grid(config.get(ROWS).asInt(), config.get(COLUMNS).asInt()))
        : pixels;
  }

  private static void write(
      StageContext context, Featurizer featurizer, Dataset train, Dataset test) throws IOException {
    long all = train.rows() + test.rows();
    FeatureFiles.write(
        featurizer,
        train,
        test,
        context.threads(),
        context.output(),
        done -> context.progress().at(done, all, "images", ""));
  }
}
