package ai.lacuna.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LineChartTest {

  @Test
  void shortCurvesAreDrawnPointByPoint() {
    LineChart chart = LineChart.of(curve(new double[] {0, 1, 2}, new double[] {1, 3, 2}));
    assertThat(chart.line()).matches("M[^ML]+L[^ML]+L[^ML]+");
    assertThat(chart.band()).isEmpty();
    assertThat(chart.spots())
        .extracting(LineChart.Spot::text)
        .containsExactly("1 at epoch 0", "3 at epoch 1", "2 at epoch 2");
    assertThat(chart.spots().get(0).x()).isCloseTo(LineChart.LEFT, within(1e-9));
    assertThat(chart.spots().get(2).x()).isCloseTo(LineChart.RIGHT, within(1e-9));
    assertThat(chart.spots().get(1).y()).isLessThan(chart.spots().get(0).y());
  }

  @Test
  void longCurvesBecomeMeansInsideABand() {
    double[] x = new double[10_000];
    double[] y = new double[10_000];
    Arrays.setAll(x, i -> i);
    Arrays.setAll(y, i -> i % 2);
    LineChart chart = LineChart.of(curve(x, y));
    assertThat(chart.line().length()).isLessThan(5000);
    assertThat(chart.band()).endsWith("Z");
    assertThat(chart.spots().get(5).text()).startsWith("0.5 at epoch ");
  }

  @Test
  void valuesThatAreNotFiniteAreLeftOut() {
    double[] x = {0, 1, 2};
    LineChart chart = LineChart.of(curve(x, new double[] {1, Double.NaN, 2}));
    assertThat(chart.line()).doesNotContain("NaN").matches("M[^ML]+L[^ML]+");
    LineChart none = LineChart.of(curve(x, new double[] {Double.NaN, Double.NaN, Double.NaN}));
    assertThat(none.line()).isEmpty();
    assertThat(none.description()).isEqualTo("loss: no values");
  }

  @Test
  void constantsAndSinglePointsHaveAxes() {
    LineChart constant = LineChart.of(curve(new double[] {0, 1}, new double[] {5, 5}));
    assertThat(constant.y()).isNotEmpty();
    LineChart point = LineChart.of(curve(new double[] {3}, new double[] {0}));
    assertThat(point.spots()).hasSize(1);
    assertThat(point.line() + point.spots()).doesNotContain("NaN");
  }

  private static Curve curve(double[] x, double[] y) {
    return new Curve("loss", "", x, y, Curve.From.DATA);
  }
}
