package ai.lacuna.training;

import ai.lacuna.data.Dataset;
import ai.lacuna.files.Json;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.VitConfig;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** A pre-training that takes a second or two; also the program that tests kill. */
final class SmallJob {

  private SmallJob() {}

  /**
   * Pre-trains to the end.
   *
   * @param args data set folder, folder that receives {@code work} and {@code out}
   */
  public static void main(String[] args) {
    Dataset data = Dataset.open(Path.of(args[0]));
    new Pretrainer(job(data, Path.of(args[1]), c -> c))
        .run((fraction, message) -> System.out.println(message));
  }

  /** The job, with changed training settings. */
  static PretrainJob job(Dataset data, Path folder, UnaryOperator<ObjectNode> change) {
    FillTheGaps.Settings settings = new FillTheGaps.Settings(0.5);
    FillTheGaps objective = new FillTheGaps(settings);
    BackboneConfig backbone = new VitConfig(List.of(16), 4, 32, 2, 4, 2, VitConfig.Position.SINCOS);
    TrainingConfig published = TrainingConfig.of(objective.plan(backbone.context(3)).defaults());
    ObjectNode training = Json.MAPPER.valueToTree(published);
    training.put("precision", "FLOAT32").put("threads", 2);
    training.put("checkpointEverySteps", 3).put("checkpointEveryMinutes", 0);
    training.put("logEverySteps", 2);
    return new PretrainJob(
        "fill-the-gaps",
        settings,
        objective,
        backbone,
        data,
        Json.MAPPER.convertValue(change.apply(training), TrainingConfig.class),
        7,
        folder.resolve("work"),
        folder.resolve("out"));
  }
}
