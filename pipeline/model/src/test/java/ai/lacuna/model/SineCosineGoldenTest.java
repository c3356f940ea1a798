package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SineCosineGoldenTest {

  private static final Pattern KEY = Pattern.compile("d(\\d+)_g(\\d+)_cls([01])");

  static Stream<GoldenCase> tables() {
    return Golden.cases("mae", "sincos");
  }

  @ParameterizedTest
  @MethodSource
  void tables(GoldenCase golden) {
    assertThat(golden.names("table.")).isNotEmpty();
    for (String key : golden.names("table.")) {
      Matcher m = KEY.matcher(key);
      assertThat(m.matches()).as(key).isTrue();
      int width = Integer.parseInt(m.group(1));
      int side = Integer.parseInt(m.group(2));
      float[] expected = golden.floats("table." + key);
      if (m.group(3).equals("1")) {
        assertThat(Arrays.copyOf(expected, width)).containsOnly(0);
        expected = Arrays.copyOfRange(expected, width, expected.length);
      }
      assertClose(key, SineCosine.values(new Grid(side, side), width), expected, 1e-6, 0);
    }
  }

  @Test
  void onARectangleColumnsComeFirst() {
    Grid grid = new Grid(2, 3);
    float[] table = SineCosine.values(grid, 4);
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 3; column++) {
        int at = (row * 3 + column) * 4;
        float[] expected = {
          (float) Math.sin(column),
          (float) Math.cos(column),
          (float) Math.sin(row),
          (float) Math.cos(row)
        };
        assertClose("patch", Arrays.copyOfRange(table, at, at + 4), expected, 1e-7, 0);
      }
    }
  }

  // MoCo v3's table of a square grid is that of MAE with rows and columns exchanged.
  @Test
  void rowsFirstIsTheTransposedTable() {
    int side = 3;
    int width = 8;
    try (NDManager manager = Engine.newCpuManager()) {
      Grid grid = new Grid(side, side);
      float[] columns = SineCosine.table(manager, grid, width).toFloatArray();
      float[] rows = SineCosine.tableRowsFirst(manager, grid, width).toFloatArray();
      assertThat(Arrays.copyOf(rows, width)).containsOnly(0);
      for (int i = 0; i < side; i++) {
        for (int j = 0; j < side; j++) {
          int here = (1 + i * side + j) * width;
          int there = (1 + j * side + i) * width;
          assertThat(Arrays.copyOfRange(rows, here, here + width))
              .isEqualTo(Arrays.copyOfRange(columns, there, there + width));
        }
      }
    }
  }
}
