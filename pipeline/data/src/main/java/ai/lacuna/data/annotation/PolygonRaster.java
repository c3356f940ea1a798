package ai.lacuna.data.annotation;

import java.util.Arrays;

/**
 * Finds the pixels inside a polygon by the rule of pycocotools, on which all published scores rest:
 * corners are rounded to fifths of a pixel, edges walked in steps of a fifth, and wherever the
 * outline passes the middle of a column of pixels, the column changes between inside and outside at
 * the next pixel border below.
 *
 * @see <a href="https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c">rleFrPoly in
 *     maskApi.c</a>
 */
final class PolygonRaster {

  private static final int STEPS = 5; // to a pixel
  private static final long MAX_STEPS = 20_000_000; // a file can claim coordinates of any size

  private final int height;
  private final int width;
  private int[] borders =
      new int[64]; // positions, column by column, where inside and outside change
  private int count;
  private int lastX;
  private int lastY;

  PolygonRaster(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /** Run lengths, column by column, the first of pixels outside. */
  int[] runs(double[] polygon) {
    int[] x = corners(polygon, 0);
    int[] y = corners(polygon, 1);
    long steps = 0;
    for (int c = 0; c + 1 < x.length; c++) {
      steps += Math.max(Math.abs((long) x[c + 1] - x[c]), Math.abs((long) y[c + 1] - y[c]));
    }
    if (steps > MAX_STEPS) {
      throw new IllegalArgumentException("a polygon with an outline of millions of pixels");
    }
    lastX = x[0];
    lastY = y[0];
    for (int c = 0; c + 1 < x.length; c++) {
      edge(x[c], y[c], x[c + 1], y[c + 1]);
    }
    return between();
  }

  /** One coordinate of each corner in steps, the first corner once more at the end. */
  private static int[] corners(double[] polygon, int axis) {
    if (polygon.length < 6 || polygon.length % 2 != 0) {
      throw new IllegalArgumentException("a polygon of " + polygon.length + " coordinates");
    }
    int[] corners = new int[polygon.length / 2 + 1];
    for (int c = 0; c < corners.length - 1; c++) {
      double value = polygon[2 * c + axis];
      if (!(Math.abs(value) < MAX_STEPS)) {
        throw new IllegalArgumentException("a polygon with the coordinate " + value);
      }
      corners[c] = (int) (STEPS * value + 0.5);
    }
    corners[corners.length - 1] = corners[0];
    return corners;
  }

  /** Walks along the longer axis; the other coordinate is always measured from the lower end. */
  private void edge(int fromX, int fromY, int toX, int toY) {
    int dx = Math.abs(toX - fromX);
    int dy = Math.abs(toY - fromY);
    boolean flat = dx >= dy;
    boolean back = flat ? fromX > toX : fromY > toY;
    int startX = back ? toX : fromX;
    int startY = back ? toY : fromY;
    int length = Math.max(dx, dy);
    int across = flat ? (back ? fromY - toY : toY - fromY) : (back ? fromX - toX : toX - fromX);
    double slope = length == 0 ? 0 : (double) across / length;
    for (int step = 0; step <= length; step++) {
      int t = back ? length - step : step;
      if (flat) {
        point(startX + t, (int) (startY + slope * t + 0.5));
      } else {
        point((int) (startX + slope * t + 0.5), startY + t);
      }
    }
  }

  private void point(int x, int y) {
    if (x != lastX) {
      // The middle of column k lies between the steps 5k + 2 and 5k + 3.
      int left = Math.min(x, lastX);
      if (left % STEPS == STEPS / 2 && left / STEPS < width) {
        double row = (Math.min(y, lastY) + 0.5) / STEPS - 0.5;
        int border = (int) Math.ceil(Math.max(0, Math.min(height, row)));
        add(left / STEPS * height + border);
      }
    }
    lastX = x;
    lastY = y;
  }

  private void add(int border) {
    if (count == borders.length) {
      borders = Arrays.copyOf(borders, 2 * count);
    }
    borders[count++] = border;
  }

  /** Lengths between sorted borders; two borders at one place cancel each other out. */
  private int[] between() {
    Arrays.sort(borders, 0, count);
    Runs runs = new Runs();
    int at = 0;
    for (int b = 0; b < count; b++) {
      runs.add(b & 1, borders[b] - at);
      at = borders[b];
    }
    runs.add(count & 1, height * width - at);
    return runs.toArray();
  }
}
