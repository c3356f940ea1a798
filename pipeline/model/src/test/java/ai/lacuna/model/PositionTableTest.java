package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.PositionTable.Scale;
import ai.lacuna.model.kernel.Autograd;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interpolated positions against those of MAE and of DINO. */
class PositionTableTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("blocks", "pos_embed_interpolation");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void interpolationEqualsTheReferences(GoldenCase golden) {
    List<String> sizes = golden.names("input.table.");
    assertThat(sizes).isNotEmpty();
    for (String size : sizes) {
      int from = Integer.parseInt(size.substring(0, size.indexOf('_')));
      int to = Integer.parseInt(size.substring(size.indexOf('_') + 1));
      float[] table = golden.floats("input.table." + size); // (1, 1+N, D)
      int width = (int) golden.shape("input.table." + size)[2];
      for (Scale scale : Scale.values()) {
        float[] matrix =
            PositionTable.matrix(new Grid(from, from), new Grid(to, to), scale); // (1+M, 1+N)
        String name = (scale == Scale.SIDES ? "out.mae." : "out.dino.") + size;
        assertClose(name, product(matrix, table, width), golden.floats(name), 1e-5, 0);
      }
    }
  }

  private static float[] product(float[] matrix, float[] table, int width) {
    int from = table.length / width;
    int to = matrix.length / from;
    float[] result = new float[to * width];
    for (int m = 0; m < to; m++) {
      for (int d = 0; d < width; d++) {
        double sum = 0;
        for (int n = 0; n < from; n++) {
          sum += (double) matrix[m * from + n] * table[n * width + d];
        }
        result[m * width + d] = (float) sum;
      }
    }
    return result;
  }

  @Test
  void aLearnedTableGetsGradientsThroughEverySizeAndNothingIsLeftBehind() {
    try (NDManager manager = Engine.newCpuManager();
        NDManager scope = manager.newSubManager()) {
      NDArray learned = manager.ones(new Shape(1, 1 + 12, 8));
      learned.setRequiresGradient(true);
      PositionTable table = new PositionTable(manager, learned, new Grid(3, 4));
      assertThat(table.at(new Grid(3, 4), scope)).isSameAs(learned);
      try (Autograd.Scope recording = Autograd.recording()) {
        NDArray other = table.at(new Grid(2, 2), scope);
        assertThat(other.getShape()).isEqualTo(new Shape(1, 5, 8));
        assertThat(other.getManager()).isSameAs(scope);
        float[] values = other.toFloatArray();
        float[] ones = new float[values.length];
        Arrays.fill(ones, 1);
        assertClose("shares add up to one", values, ones, 1e-5, 0);
        Autograd.backward(other.sum());
      }
      assertThat(learned.getGradient().sum().getFloat()).isBetween(39.9f, 40.1f);
    }
  }
}
