package ai.lacuna.objective.maskfeat;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.model.Engine;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Histograms of images that are small enough to be done by hand. */
class HogTest {

  private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

  // One channel, row by row; one patch, one cell.
  private static float[] histogram(int bins, int side, float... pixels) {
    try (NDManager manager = Engine.newCpuManager()) {
      NDArray image = manager.create(pixels, new Shape(1, 1, side, side));
      return new Hog(side, bins).of(image, 1).toFloatArray();
    }
  }

  @Test
  void aRampAlongXVotesForTheFirstBin() {
    // Differences along x: 1, 2, 1 in each row; none along y.
    assertThat(histogram(4, 3, 0, 1, 2, 0, 1, 2, 0, 1, 2)).containsExactly(1, 0, 0, 0);
  }

  @Test
  void aRampAlongYVotesForTheRightAngle() {
    assertThat(histogram(4, 3, 0, 0, 0, 1, 1, 1, 2, 2, 2)).containsExactly(0, 0, 1, 0);
  }

  @Test
  void aFallingRampVotesAsARisingOneDoes() {
    assertThat(histogram(4, 3, 2, 2, 2, 1, 1, 1, 0, 0, 0)).containsExactly(0, 0, 1, 0);
  }

  @Test
  void angleZeroAndAngleOfHalfATurnAreOneBin() {
    assertThat(histogram(9, 3, 2, 1, 0, 2, 1, 0, 2, 1, 0))
        .isEqualTo(histogram(9, 3, 0, 1, 2, 0, 1, 2, 0, 1, 2));
  }

  @Test
  void aDotVotesByTheLengthsOfItsGradients() {
    // 0 4 0      gradients, x then y:  (4, 0) (0, -1) (-4, 0)
    // 0 3 0                            (3, 0) (0, -4) (-3, 0)
    // 0 0 0                            (0, 0) (0, -3) (0, 0)
    // Angles modulo π: 0 with lengths 4 + 4 + 3 + 3 = 14, π/2 with 1 + 4 + 3 = 8.
    float[] given = histogram(2, 3, 0, 4, 0, 0, 3, 0, 0, 0, 0);
    float length = (float) Math.sqrt(14 * 14 + 8 * 8);
    assertThat(given[0]).isCloseTo(14 / length, ROUNDING);
    assertThat(given[1]).isCloseTo(8 / length, ROUNDING);
  }

  @Test
  void diagonalsFallIntoTheirBins() {
    // x + y: (1, 1) and multiples, 45 degrees; -x + y: 135 degrees. Edges see half of one axis.
    float[] rising = histogram(4, 3, 0, 1, 2, 1, 2, 3, 2, 3, 4);
    // Corners and centre: 45 degrees, lengths √2 · (4 · 1 + 2). Middles of left and right: (1, 2),
    // 63 degrees, √5 each. Middles of top and bottom: (2, 1), 27 degrees, √5 each.
    double diagonal = 6 * Math.sqrt(2) + 2 * Math.sqrt(5);
    double flat = 2 * Math.sqrt(5);
    double length = Math.hypot(diagonal, flat);
    assertThat(rising[0]).isCloseTo((float) (flat / length), ROUNDING);
    assertThat(rising[1]).isCloseTo((float) (diagonal / length), ROUNDING);
    assertThat(rising[2]).isZero();
    assertThat(rising[3]).isZero();
  }

  @Test
  void nothingChangesInAFlatCell() {
    assertThat(histogram(3, 2, 5, 5, 5, 5)).containsExactly(0, 0, 0);
  }

  @Test
  void patchesAreRowMajorAndCellsOfAPatchToo() {
    // 8 × 8 pixels, patches of 4, cells of 2: only the cell at rows 4-5, columns 2-3 has a ramp
    // along y that its own pixels and neighbours make; told apart by the bin.
    float[] pixels = new float[64];
    pixels[4 * 8 + 2] = 1;
    try (NDManager manager = Engine.newCpuManager()) {
      NDArray image = manager.create(pixels, new Shape(1, 1, 8, 8));
      NDArray all = new Hog(2, 2).of(image, 4);
      assertThat(all.getShape()).isEqualTo(new Shape(1, 4, 4 * 2));
      float[] values = all.toFloatArray();
      // The dot itself has no gradient; its neighbours do. Right (4, 3) and below (5, 2) lie in the
      // same cell: patch 2, cell 1, which gets one vote of each kind.
      float[] cell = {values[2 * 8 + 2], values[2 * 8 + 3]};
      float half = (float) Math.sqrt(0.5);
      assertThat(cell[0]).isCloseTo(half, ROUNDING);
      assertThat(cell[1]).isCloseTo(half, ROUNDING);
      // Above (3, 2) lies in patch 0, its last row of cells: cell 3, a vote along y.
      assertThat(values[3 * 2]).isZero();
      assertThat(values[3 * 2 + 1]).isCloseTo(1, ROUNDING);
      // Left (4, 1) lies in patch 2, cell 0, a vote along x.
      assertThat(values[2 * 8]).isCloseTo(1, ROUNDING);
      assertThat(values[2 * 8 + 1]).isZero();
    }
  }
}
