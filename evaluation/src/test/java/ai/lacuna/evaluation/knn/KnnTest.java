package ai.lacuna.evaluation.knn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.random.Streams;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.evaluation.protocol.Task;
import ai.lacuna.model.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnnTest {

  @Test
  void findsTheObviousClassAndShowsItsNeighbours() {
    try (NDManager manager = Engine.newCpuManager()) {
      Outcome outcome = new Knn(KnnConfig.defaults()).evaluate(task(manager));
      assertThat(outcome.predictions()).containsExactly(1, 0);
      assertThat(outcome.measures().get(0).metric()).isEqualTo("top1");
      assertThat(outcome.measures().get(0).value()).isEqualTo(1);
      Outcome.Neighbours first = outcome.neighbours().get(0);
      assertThat(first.test()).isZero();
      assertThat(first.train()).startsWith(2, 3);
      assertThat(first.similarity()[0]).isGreaterThan(first.similarity()[3]);
    }
  }

  @Test
  void tinyTemperatureDoesNotOverflow() {
    NearestNeighbours near = new NearestNeighbours(new int[] {0, 1}, new float[] {1, 0.5f}, 2);
    assertThat(Knn.votes(near, new int[] {1, 0}, 2, 1e-4)).containsExactly(0, 1);
  }

  private static Task task(NDManager manager) {
    float[] train = {1, 0, 0.9f, 0.1f, 0, 1, 0.1f, 0.9f};
    float[] test = {0.02f, 1, 1, 0.02f};
    return new Task(
        new FeatureSet(
            manager.create(train, new Shape(4, 2)),
            new int[] {0, 0, 1, 1},
            new long[] {0, 1, 2, 3}),
        new FeatureSet(manager.create(test, new Shape(2, 2)), new int[] {1, 0}, new long[] {0, 1}),
        List.of("flat", "steep"),
        new Streams(0));
  }
}
