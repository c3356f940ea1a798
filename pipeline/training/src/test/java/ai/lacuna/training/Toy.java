package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Runs toy trainings: 3 epochs of 5 updates of 8 images. */
final class Toy {

  static final int IMAGES = 43;
  static final TrainingConfig CONFIG = config(c -> c);

  private Toy() {}

  /** What a run ended with. */
  record Ended(Map<String, float[]> parameters, LoopResult result) {}

  /** The toy settings as JSON, changed. */
  static TrainingConfig config(UnaryOperator<ObjectNode> change) {
    TrainingDefaults published = new TrainingDefaults(3, 8, 0.32, 1e-4, 1, 0.05, 0.9, 0.95, 0.5);
    ObjectNode node = Json.MAPPER.valueToTree(TrainingConfig.of(published));
    node.put("checkpointEverySteps", 2).put("checkpointEveryMinutes", 0).put("logEverySteps", 3);
    return Json.MAPPER.convertValue(change.apply(node), TrainingConfig.class);
  }

  static Ended run(Path work, TrainingConfig config) throws IOException {
    return run(work, config, m -> new ToyTask(m, 0, config.microBatch(), IMAGES), () -> {});
  }

  static Ended run(Path work, TrainingConfig config, Function<NDManager, ToyTask> make, Beat beat)
      throws IOException {
    RunRecord record =
        RunRecord.begin(work, config, config, () -> new RunRecord.Choice("float32", 2));
    try (NDManager manager = NDManager.newBaseManager()) {
      ToyTask task = make.apply(manager);
      try (TrainingLoop<ToyTask.Sample> loop =
          new TrainingLoop<>(manager, task, config, record, 0, work)) {
        LoopResult result = loop.run((fraction, message) -> {}, beat);
        Map<String, float[]> parameters = new TreeMap<>();
        for (Map.Entry<String, NDArray> p : task.parameters().entrySet()) {
          parameters.put(p.getKey(), p.getValue().toFloatArray());
        }
        return new Ended(parameters, result);
      }
    }
  }
}
