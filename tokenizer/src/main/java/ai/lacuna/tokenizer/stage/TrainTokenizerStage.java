package ai.lacuna.tokenizer.stage;

import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.data.Dataset;
import ai.lacuna.tokenizer.codebook.CodeBook;
import ai.lacuna.tokenizer.codebook.CodeBookGates;
import ai.lacuna.tokenizer.codebook.Measurement;
import ai.lacuna.tokenizer.dvae.Design;
import ai.lacuna.tokenizer.train.DvaeSettings;
import ai.lacuna.tokenizer.train.TokenizerJob;
import ai.lacuna.tokenizer.train.TokenizerTrainer;
import ai.lacuna.training.TrainingConfig;
import ai.lacuna.training.TrainingSummary;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.WholeStage;
import ai.lacuna.workflow.pretrain.ViewTrees;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Trains a tokenizer on a data set and judges its code book: kind {@code tokenizer}. */
public final class TrainTokenizerStage implements WholeStage {

  /** The role of the data set among the inputs. */
  public static final String DATA = "data";

  private static final String VIEW = "view";
  private static final String SETTINGS = "settings";
  private static final String TRAINING = "training";
  private static final String HOUSEKEEPING = "housekeeping";

  /**
   * A planned training.
   *
   * @param id the stage's id
   * @param design what is trained
   * @param view how crops are drawn
   * @param settings how codes are drawn
   * @param training how to train
   * @param gates what the code book must reach
   */
  public static StageSpec of(
      String id,
      Design design,
      ViewSpec view,
      DvaeSettings settings,
      TrainingConfig training,
      CodeBookGates gates) {
    ObjectNode hashed = TokenizerSpec.hashed(design);
    hashed.set(VIEW, ViewTrees.toTree(view));
    hashed.set(SETTINGS, Configs.toTree(settings));
    hashed.set(TRAINING, Configs.toTree(training).remove(TrainingConfig.HOUSEKEEPING));
    ObjectNode unhashed = TokenizerSpec.unhashed(gates);
    unhashed.set(HOUSEKEEPING, Configs.toTree(training).retain(TrainingConfig.HOUSEKEEPING));
    return StageSpec.of(id, new TrainTokenizerStage()).withConfig(hashed).withUnhashed(unhashed);
  }

  @Override
  public String type() {
    return "train-tokenizer";
  }

  @Override
  public String kind() {
    return "tokenizer";
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
  public List<String> records() {
    return List.of("events.jsonl", "training.json", CodeBook.FILE, "samples/");
  }

  @Override
  public Duration patience() {
    // The trainer watches its own steps, see stallMinutes; this only catches one that hangs.
    return Duration.ofHours(12);
  }

  @Override
  public void run(StageContext context) throws IOException {
    Dataset dataset = Dataset.open(context.input(DATA).folder());
    TokenizerJob job = job(context, dataset);
    TrainingSummary summary =
        new TokenizerTrainer(job)
            .run(
                (fraction, message) ->
                    context.progress().at(Math.round(100 * fraction), 100, "%", message));
    context.fact("precision", summary.precision());
    context.fact("threads", Integer.toString(summary.threads()));
    Judging.judge(context, dataset);
  }

  private static TokenizerJob job(StageContext context, Dataset dataset) {
    JsonNode config = context.config();
    ObjectNode training = config.get(TRAINING).deepCopy();
    training.setAll((ObjectNode) config.get(HOUSEKEEPING));
    return new TokenizerJob(
        TokenizerSpec.design(config, dataset.channels()),
        ViewTrees.fromTree(config.get(VIEW)),
        Configs.fromTree(config.get(SETTINGS), DvaeSettings.class),
        Configs.fromTree(training, TrainingConfig.class),
        dataset.withoutHeldOut(Measurement.heldOutEvery(dataset.rows())),
        context.seed(),
        context.scratch(),
        context.output());
  }
}
