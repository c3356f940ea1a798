package ai.lacuna.evaluation.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.model.Engine;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NearestNeighboursTest {

  private static final NDManager MANAGER = Engine.newCpuManager();

  @AfterAll
  static void close() {
    MANAGER.close();
  }

  @Test
  void blocksDoNotChangeTheResult() {
    NDArray train = random(53, 7, 1);
    NDArray test = random(29, 7, 2);
    NearestNeighbours whole = NearestNeighbours.search(train, test, 5);
    NearestNeighbours blocks = NearestNeighbours.search(train, test, 5, 4, 6);
    assertThat(blocks.index()).containsExactly(whole.index());
  }

  @Test
  void lengthOfAVectorDoesNotMatter() {
    NDArray train = random(20, 4, 3);
    NDArray test = random(6, 4, 4);
    assertThat(NearestNeighbours.search(train.mul(100), test.mul(0.01f), 3).index())
        .containsExactly(NearestNeighbours.search(train, test, 3).index());
  }

  @Test
  void equalSimilaritiesAreOrderedByIndex() {
    NDArray train = MANAGER.ones(new Shape(9, 2));
    NearestNeighbours near =
        NearestNeighbours.search(train, MANAGER.ones(new Shape(1, 2)), 4, 1, 2);
    assertThat(near.index()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void zeroVectorsAreNeighboursOfNothingButDoNotBreak() {
    NDArray train = MANAGER.zeros(new Shape(3, 2));
    NearestNeighbours near = NearestNeighbours.search(train, MANAGER.ones(new Shape(1, 2)), 2);
    assertThat(near.similarity()).containsExactly(0, 0);
  }

  @Test
  void featuresThatAreNotFiniteAreRefused() {
    NDArray test = MANAGER.full(new Shape(1, 4), Float.NaN);
    assertThatThrownBy(() -> NearestNeighbours.search(random(5, 4, 5), test, 2))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("features of test image 0: given NaN");
  }

  @Test
  void moreNeighboursThanImagesAreRefused() {
    assertThatThrownBy(() -> NearestNeighbours.search(random(5, 4, 5), random(2, 4, 6), 6))
        .hasMessageContaining("given k = 6, expected 1 <= k <= 5");
  }

  @Test
  void nothingIsLeftBehind() {
    try (NDManager scope = MANAGER.newSubManager()) {
      NDArray train = scope.create(new float[40], new Shape(10, 4)).add(1);
      NearestNeighbours.search(train, train, 2, 3, 3);
      assertThat(scope.getManagedArrays()).hasSize(2);
    }
  }

  private static NDArray random(int n, int d, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[n * d];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return MANAGER.create(x, new Shape(n, d));
  }
}
