package ai.lacuna.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A curve as the geometry of a drawing; the template turns it into SVG, so that colours follow the
 * reader's theme. Long curves are shown as the mean of each column over a band from the smallest to
 * the largest value.
 *
 * @param curve what is drawn
 * @param line path of the means
 * @param band path of the range, empty where there are few points
 * @param x ticks of the horizontal axis
 * @param y ticks of the vertical axis
 * @param spots where a pointer reads values
 */
public record LineChart(
    Curve curve, String line, String band, List<Axis.Tick> x, List<Axis.Tick> y, List<Spot> spots) {

  static final int WIDTH = 560;
  static final int HEIGHT = 230;
  static final int LEFT = 58;
  static final int RIGHT = WIDTH - 12;
  static final int TOP = 12;
  static final int BOTTOM = HEIGHT - 36;

  private static final int COLUMNS = 200;
  private static final int SPOTS = 40;

  /**
   * A point that shows its value under the pointer.
   *
   * @param left where its sensitive column starts
   * @param width of the column
   * @param x the point
   * @param y the point
   * @param text what it says
   */
  public record Spot(double left, double width, double x, double y, String text) {
    /** Where its text is anchored, so that it stays inside the drawing. */
    public String anchor() {
      return x < WIDTH * 0.3 ? "start" : x > WIDTH * 0.7 ? "end" : "middle";
    }
  }

  // One column of the drawing.
  private record Column(double x, double mean, double min, double max) {}

  /** The drawing of a curve; empty curves give empty paths. */
  public static LineChart of(Curve curve) {
    List<Column> columns = columns(curve);
    if (columns.isEmpty()) {
      return new LineChart(curve, "", "", List.of(), List.of(), List.of());
    }
    double min = columns.stream().mapToDouble(Column::min).min().orElse(0);
    double max = columns.stream().mapToDouble(Column::max).max().orElse(1);
    double x0 = curve.x()[0];
    double x1 = curve.x()[curve.x().length - 1];
    Axis x = new Axis(x0, x1 > x0 ? x1 : x0 + 1, LEFT, RIGHT);
    Axis y =
        switch (curve.from()) {
          case ZERO -> new Axis(Math.min(0, min), max > 0 ? 1.06 * max : 1, BOTTOM, TOP);
          case DATA -> Axis.covering(min, max, BOTTOM, TOP);
        };
    boolean banded = columns.stream().anyMatch(c -> c.max() > c.min());
    return new LineChart(
        curve,
        line(columns, x, y),
        banded ? band(columns, x, y) : "",
        x.ticks(6),
        y.ticks(4),
        spots(curve, columns, x, y));
  }

  /** What the drawing shows, for those who cannot see it. */
  public String description() {
    if (spots.isEmpty()) {
      return curve.title() + ": no values";
    }
    return "%s: %s first, %s last"
        .formatted(curve.title(), spots.get(0).text(), spots.get(spots.size() - 1).text());
  }

  private static List<Column> columns(Curve curve) {
    int n = curve.x().length;
    int columns = Math.min(n, COLUMNS);
    List<Column> result = new ArrayList<>();
    for (int c = 0; c < columns; c++) {
      int from = (int) ((long) c * n / columns);
      int to = (int) ((long) (c + 1) * n / columns);
      double sum = 0;
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      int count = 0;
      for (int i = from; i < to; i++) {
        double value = curve.y()[i];
        if (Double.isFinite(value)) {
          sum += value;
          min = Math.min(min, value);
          max = Math.max(max, value);
          count++;
        }
      }
      if (count > 0) {
        result.add(new Column(curve.x()[(from + to - 1) / 2], sum / count, min, max));
      }
    }
    return result;
  }

  private static String line(List<Column> columns, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    for (Column c : columns) {
      point(path, path.isEmpty() ? 'M' : 'L', x.position(c.x()), y.position(c.mean()));
    }
    return path.toString();
  }

  private static String band(List<Column> columns, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    for (Column c : columns) {
      point(path, path.isEmpty() ? 'M' : 'L', x.position(c.x()), y.position(c.max()));
    }
    for (int i = columns.size() - 1; i >= 0; i--) {
      point(path, 'L', x.position(columns.get(i).x()), y.position(columns.get(i).min()));
    }
    return path.append('Z').toString();
  }

  private static List<Spot> spots(Curve curve, List<Column> columns, Axis x, Axis y) {
    int n = Math.min(SPOTS, columns.size());
    double width = (double) (RIGHT - LEFT) / n;
    List<Spot> spots = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Column c = columns.get(n == 1 ? 0 : (int) Math.round(i * (columns.size() - 1.0) / (n - 1)));
      double at = x.position(c.x());
      String unit = curve.unit().isEmpty() ? "" : " " + curve.unit();
      spots.add(
          new Spot(
              at - width / 2,
              width,
              at,
              y.position(c.mean()),
              Format.number(c.mean())
                  + unit
                  + " at "
                  + curve.across()
                  + " "
                  + Format.number(c.x())));
    }
    return spots;
  }

  private static void point(StringBuilder path, char command, double x, double y) {
    path.append(command).append(String.format(Locale.ROOT, "%.1f %.1f", x, y));
  }
}
