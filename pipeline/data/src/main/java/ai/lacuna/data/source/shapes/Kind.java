package ai.lacuna.data.source.shapes;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The classes. Each is a region around the origin, which {@link #scale} brings to a given area: how
 * much of an image is covered then tells nothing about the class.
 */
public enum Kind {
  CIRCLE {
    @Override
    boolean inside(double u, double v) {
      return u * u + v * v <= 1;
    }
  },
  SQUARE {
    @Override
    boolean inside(double u, double v) {
      return Math.abs(u) <= 0.7 && Math.abs(v) <= 0.7;
    }
  },
  TRIANGLE {
    @Override
    boolean inside(double u, double v) {
      return v <= 0.5 && v >= ROOT_3 * Math.abs(u) - 1;
    }
  },
  STAR {
    @Override
    boolean inside(double u, double v) {
      return even(STAR_POINTS, u, v);
    }
  },
  CROSS {
    @Override
    boolean inside(double u, double v) {
      double a = Math.abs(u);
      double b = Math.abs(v);
      return Math.max(a, b) <= 0.95 && Math.min(a, b) <= 0.28;
    }
  },
  RING {
    @Override
    boolean inside(double u, double v) {
      double r = u * u + v * v;
      return 0.6 * 0.6 <= r && r <= 1;
    }
  },
  CRESCENT {
    @Override
    boolean inside(double u, double v) {
      double w = u - 0.5;
      return u * u + v * v <= 1 && w * w + v * v > 0.8 * 0.8;
    }
  },
  ARROW {
    @Override
    boolean inside(double u, double v) {
      boolean head = v <= 0 && v >= 1.25 * Math.abs(u) - 1;
      boolean shaft = v > 0 && v <= 0.9 && Math.abs(u) <= 0.28;
      return head || shaft;
    }
  };

  private static final double ROOT_3 = 1.7320508075688772;
  private static final double[][] STAR_POINTS = star(5, 0.42);
  private static final int SAMPLES = 512;
  private static final double[] AREAS = Arrays.stream(values()).mapToDouble(Kind::area).toArray();

  /** Whether a point lies in the region; all regions lie within the unit circle. */
  abstract boolean inside(double u, double v);

  /** The radius of the unit circle, in pixels, at which the region covers {@code area} pixels. */
  double scale(double pixels) {
    return Math.sqrt(pixels / AREAS[ordinal()]);
  }

  /** The class names of the first {@code count} kinds. */
  static List<String> names(int count) {
    return Arrays.stream(values())
        .limit(count)
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The region's area, by counting the points of a fine grid. */
  private double area() {
    long hits = 0;
    for (int i = 0; i < SAMPLES; i++) {
      for (int j = 0; j < SAMPLES; j++) {
        double u = (2 * i + 1.0) / SAMPLES - 1;
        double v = (2 * j + 1.0) / SAMPLES - 1;
        hits += inside(u, v) ? 1 : 0;
      }
    }
    return 4.0 * hits / ((long) SAMPLES * SAMPLES);
  }

  private static boolean even(double[][] points, double u, double v) {
    boolean inside = false;
    for (int i = 0, j = points.length - 1; i < points.length; j = i++) {
      double[] a = points[i];
      double[] b = points[j];
      if (a[1] > v != b[1] > v && u < (b[0] - a[0]) * (v - a[1]) / (b[1] - a[1]) + a[0]) {
        inside = !inside;
      }
    }
    return inside;
  }

  private static double[][] star(int tips, double inner) {
    double[][] points = new double[2 * tips][];
    for (int i = 0; i < points.length; i++) {
      double angle = StrictMath.PI * i / tips;
      double radius = i % 2 == 0 ? 1 : inner;
      points[i] = new double[] {radius * StrictMath.sin(angle), -radius * StrictMath.cos(angle)};
    }
    return points;
  }
}
