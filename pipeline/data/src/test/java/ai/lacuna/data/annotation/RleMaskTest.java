package ai.lacuna.data.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RleMaskTest {

  @Test
  void refusesRunsThatDoNotCoverTheImage() {
    assertThatThrownBy(() -> RleMask.ofRuns(3, 4, 5, 6))
        .hasMessage("runs of 11 pixels in a mask of 4x3");
    assertThatThrownBy(() -> RleMask.ofRuns(3, 4, 13, -1)).hasMessage("a run of -1 pixels");
    assertThatThrownBy(() -> RleMask.ofRuns(3, 4, Integer.MAX_VALUE, Integer.MAX_VALUE))
        .hasMessageContaining("runs of 4294967294 pixels");
    assertThatThrownBy(() -> RleMask.ofRuns(0, 4)).hasMessage("a mask of 4x0 pixels");
    assertThatThrownBy(() -> RleMask.ofRuns(1 << 20, 1 << 20))
        .hasMessageContaining("a mask of 1048576x1048576");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "o", "ooooooooooooo", "\u00e9", "0", "m6m6", "!"})
  void refusesDamagedTexts(String counts) {
    assertThatThrownBy(() -> RleMask.parse(13, 17, counts))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesPolygonsThatAreNone() {
    assertThatThrownBy(() -> polygon()).hasMessage("a polygon of 0 coordinates");
    assertThatThrownBy(() -> polygon(1, 1, 2, 2)).hasMessage("a polygon of 4 coordinates");
    assertThatThrownBy(() -> polygon(1, 1, 2, 2, 3, 3, 4)).hasMessage("a polygon of 7 coordinates");
    assertThatThrownBy(() -> polygon(1, 1, 2, Double.NaN, 3, 3))
        .hasMessage("a polygon with the coordinate NaN");
    assertThatThrownBy(() -> polygon(1, 1, 2, 1e300, 3, 3))
        .hasMessage("a polygon with the coordinate 1.0E300");
    assertThatThrownBy(() -> polygon(0, 0, 1.9e7, 0, 0, 1))
        .hasMessage("a polygon with an outline of millions of pixels");
    assertThatThrownBy(() -> RleMask.ofPolygons(4, 4, List.of())).hasMessage("no polygon");
  }

  @Test
  void bigDifferencesSurviveTheText() {
    RleMask mask = RleMask.ofRuns(30_000, 50_000, 1, 1_000_000_000, 1, 499_999_997, 1);
    assertThat(RleMask.parse(30_000, 50_000, mask.counts())).isEqualTo(mask);
    assertThat(mask.area()).isEqualTo(1_499_999_997L);
  }

  @Test
  void anEmptyMaskHasNoBounds() {
    assertThat(RleMask.ofRuns(3, 4, 12).bounds()).containsExactly(0, 0, 0, 0);
    assertThat(Arrays.equals(RleMask.ofRuns(3, 4, 0, 12).bounds(), new int[] {0, 0, 4, 3}))
        .isTrue();
  }

  private static RleMask polygon(double... corners) {
    return RleMask.ofPolygons(4, 4, List.of(corners));
  }
}
