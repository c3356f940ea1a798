package ai.lacuna.evaluation.stage;

import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.files.SafetensorsWriter;
import ai.lacuna.files.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The files of an {@code outcome} artifact: {@code outcome.json} for people and other programs,
 * {@code predictions.safetensors} with one value for every test image: {@code rows}, {@code
 * labels}, {@code predictions}, and {@code hits.METRIC} (1 = right).
 */
public final class OutcomeFiles {

  private static final int SCHEMA = 1;
  private static final String SUMMARY = "outcome.json";
  private static final String PREDICTIONS = "predictions.safetensors";
  private static final String HITS = "hits.";

  // The layout of outcome.json.
  private record Summary(
      int schema,
      long images,
      List<Value> metrics,
      Map<String, String> notes,
      List<Outcome.Neighbours> neighbours) {}

  private record Value(String metric, double value) {}

  private OutcomeFiles() {}

  static void write(Outcome outcome, FeatureSet test, Path folder) throws IOException {
    List<Value> values = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    long[] shape = {test.size()};
    tensors.add(Tensor.of("rows", shape, test.rows()));
    tensors.add(Tensor.of("labels", shape, longs(test.labels())));
    tensors.add(Tensor.of("predictions", shape, longs(outcome.predictions())));
    for (Outcome.Measure measure : outcome.measures()) {
      values.add(new Value(measure.metric(), measure.value()));
      tensors.add(Tensor.of(HITS + measure.metric(), shape, longs(measure.hits())));
    }
    SafetensorsWriter.write(folder.resolve(PREDICTIONS), tensors, Map.of());
    Json.write(
        folder.resolve(SUMMARY),
        new Summary(SCHEMA, test.size(), values, outcome.notes(), outcome.neighbours()));
  }

  /** Reads an artifact. */
  public static Outcome read(Path folder) throws IOException {
    Summary summary = Json.read(folder.resolve(SUMMARY), Summary.class);
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(PREDICTIONS))) {
      List<Outcome.Measure> measures = new ArrayList<>();
      for (Value value : summary.metrics()) {
        long[] hits = file.longs(HITS + value.metric());
        boolean[] right = new boolean[hits.length];
        for (int b = 0; b < hits.length; b++) {
          right[b] = hits[b] == 1;
        }
        measures.add(new Outcome.Measure(value.metric(), right));
      }
      int[] predictions =
          Arrays.stream(file.longs("predictions")).mapToInt(Math::toIntExact).toArray();
      return new Outcome(predictions, measures, summary.neighbours(), summary.notes());
    }
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  private static long[] longs(boolean[] values) {
    long[] numbers = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      numbers[i] = values[i] ? 1 : 0;
    }
    return numbers;
  }
}
