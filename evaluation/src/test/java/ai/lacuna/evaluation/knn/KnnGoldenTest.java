package ai.lacuna.evaluation.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.evaluation.metric.Accuracy;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.Engine;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Neighbours, votes, predictions and accuracies against DINO's {@code knn_classifier}. */
class KnnGoldenTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("downstream", "knn_");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsDino(GoldenCase golden) {
    int k = golden.config().get("k").asInt();
    double temperature = golden.config().get("T").asDouble();
    int classes = golden.config().get("num_classes").asInt();
    int[] labels = ints(golden.longs("input.test_labels"));

    try (NDManager manager = Engine.newCpuManager()) {
      NearestNeighbours near =
          NearestNeighbours.search(
              array(manager, golden, "input.train_features"),
              array(manager, golden, "input.test_features"),
              k);
      float[] votes =
          Knn.votes(near, ints(golden.longs("input.train_labels")), classes, temperature);

      assertThat(near.index()).containsExactly(ints(golden.longs("out.neighbours")));
      float[] expected = golden.floats("out.votes");
      for (int i = 0; i < votes.length; i++) {
        // Our votes are relative to that of the nearest neighbour.
        double best = near.similarity()[i / classes * k];
        double vote = votes[i] * Math.exp(best / temperature);
        assertThat(vote).as("vote %d", i).isCloseTo(expected[i], within(1e-4 * expected[i]));
      }
      assertThat(Accuracy.predictions(votes, classes))
          .containsExactly(ints(golden.longs("out.predictions")));
      for (int top : new int[] {1, 5}) {
        double percent = 100 * Accuracy.of(Accuracy.hits(votes, classes, labels, top));
        assertThat((float) percent).isEqualTo(golden.floats("out.top" + top)[0]);
      }
    }
  }

  private static NDArray array(NDManager manager, GoldenCase golden, String name) {
    return manager.create(golden.floats(name), new Shape(golden.shape(name)));
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }
}
