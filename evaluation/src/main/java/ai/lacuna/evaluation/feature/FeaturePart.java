package ai.lacuna.evaluation.feature;

import ai.lacuna.data.Batch;
import ai.lacuna.files.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The features of one file while they are gathered. */
final class FeaturePart {

  private final List<long[]> labels = new ArrayList<>();
  private final List<long[]> rows = new ArrayList<>();
  private final Map<String, List<float[]>> features = new TreeMap<>();
  private final int tokens;
  private int size;

  /**
   * @param tokens T of each image; 0 = it has vectors
   */
  FeaturePart(int tokens) {
    this.tokens = tokens;
  }

  void add(Batch batch, int[] classNumbers, Map<String, float[]> batchFeatures) {
    long[] numbers = new long[batch.size()];
    for (int b = 0; b < numbers.length; b++) {
      numbers[b] = classNumbers[batch.labels()[b]];
    }
    labels.add(numbers);
    rows.add(batch.rows());
    batchFeatures.forEach(
        (name, values) -> features.computeIfAbsent(name, n -> new ArrayList<>()).add(values));
    size += batch.size();
  }

  int size() {
    return size;
  }

  /** Elements of the largest tensor. */
  long elements() {
    return features.values().stream()
        .mapToLong(batches -> batches.stream().mapToLong(b -> b.length).sum())
        .max()
        .orElse(0);
  }

  List<Tensor> tensors() {
    List<Tensor> tensors = new ArrayList<>();
    features.forEach(
        (name, batches) -> {
          float[] all = new float[batches.stream().mapToInt(b -> b.length).sum()];
          int next = 0;
          for (float[] batch : batches) {
            System.arraycopy(batch, 0, all, next, batch.length);
            next += batch.length;
          }
          long each = all.length / size;
          long[] shape =
              tokens == 0 ? new long[] {size, each} : new long[] {size, tokens, each / tokens};
          tensors.add(Tensor.of(name, shape, all));
        });
    tensors.add(Tensor.of("labels", new long[] {size}, joined(labels)));
    tensors.add(Tensor.of("rows", new long[] {size}, joined(rows)));
    return tensors;
  }

  private long[] joined(List<long[]> batches) {
    return batches.stream().flatMapToLong(java.util.Arrays::stream).toArray();
  }
}
