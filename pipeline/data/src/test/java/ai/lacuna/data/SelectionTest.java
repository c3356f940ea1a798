package ai.lacuna.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectionTest {

  @TempDir private Path temp;

  @Test
  void everyRowIsEitherHeldOutOrNot() throws IOException {
    Dataset all = TestImages.shapes(23, temp, TestImages.shards(5));
    Dataset heldOut = all.heldOut(5);
    Dataset rest = all.withoutHeldOut(5);

    assertThat(paths(heldOut)).containsExactlyElementsOf(paths(all, 4, 9, 14, 19));
    assertThat(heldOut.rows() + rest.rows()).isEqualTo(23);
    assertThat(paths(rest))
        .hasSize(19)
        .doesNotContainAnyElementsOf(paths(heldOut))
        .isSubsetOf(paths(all));
    for (int row = 0; row < heldOut.rows(); row++) {
      assertThat(heldOut.label(row)).isEqualTo(all.label(5 * row + 4));
    }
    assertThatThrownBy(() -> rest.sample(19)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aSmallSetCanHoldOutNoneAndAPartIsNotDividedAgain() throws IOException {
    Dataset all = TestImages.shapes(3, temp, TestImages.shards(5));

    assertThat(all.heldOut(5).rows()).isZero();
    assertThat(all.withoutHeldOut(5).rows()).isEqualTo(3);
    assertThatThrownBy(() -> all.heldOut(2).heldOut(2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> all.heldOut(1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> paths(Dataset dataset, long... rows) {
    long[] wanted = rows.length > 0 ? rows : LongStream.range(0, dataset.rows()).toArray();
    return LongStream.of(wanted).mapToObj(row -> dataset.sample(row).path()).toList();
  }
}
