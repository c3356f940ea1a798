package ai.lacuna.data.source.shapes;

import java.util.SplittableRandom;

/**
 * A texture: a colour gradient with a wave on it. Colours are drawn without regard to the class, so
 * that neither mean colour nor brightness tells it.
 */
final class Surface {

  private static final double WAVE = 0.02;
  private static final double GRADIENT = 0.3;

  private final double[] from;
  private final double[] to;
  private final double gradientX;
  private final double gradientY;
  private final double waveX;
  private final double waveY;
  private final double phase;

  private Surface(double[] from, double[] to, double reach, SplittableRandom random) {
    this.from = from;
    this.to = to;
    double angle = 2 * StrictMath.PI * random.nextDouble();
    gradientX = StrictMath.cos(angle) / reach;
    gradientY = StrictMath.sin(angle) / reach;
    double direction = 2 * StrictMath.PI * random.nextDouble();
    double frequency = 2 * StrictMath.PI * (2 + 6 * random.nextDouble()) / reach;
    waveX = frequency * StrictMath.cos(direction);
    waveY = frequency * StrictMath.sin(direction);
    phase = 2 * StrictMath.PI * random.nextDouble();
  }

  /**
   * A background.
   *
   * @param reach side of the image in pixels, over which the gradient runs
   */
  static Surface background(int channels, double reach, SplittableRandom random) {
    double[] from = colour(channels, random);
    double[] to = colour(channels, random);
    for (int c = 0; c < channels; c++) {
      to[c] = from[c] + GRADIENT * (to[c] - from[c]);
    }
    return new Surface(from, to, reach, random);
  }

  /** A surface that stands out from another: its colours differ by at least {@code contrast}. */
  static Surface against(Surface other, double contrast, double reach, SplittableRandom random) {
    int channels = other.from.length;
    double[] first = colour(channels, random);
    // Bounded: colours that are far from mid-grey backgrounds exist, but a draw may miss them.
    for (int t = 0; t < 50 && other.distance(first) < contrast; t++) {
      first = colour(channels, random);
    }
    double[] second = new double[channels];
    for (int c = 0; c < channels; c++) {
      second[c] = Math.max(0, Math.min(1, first[c] + 0.3 * (random.nextDouble() - 0.5)));
    }
    return new Surface(first, second, reach, random);
  }

  /** The value of a channel at a pixel, in about [-0.1, 1.1]. */
  double at(double x, double y, int channel) {
    double t = Math.max(0, Math.min(1, 0.5 + gradientX * x + gradientY * y));
    double wave = WAVE * StrictMath.sin(waveX * x + waveY * y + phase);
    return from[channel] + t * (to[channel] - from[channel]) + wave;
  }

  /** Root mean square distance of a colour to the mean of this surface. */
  private double distance(double[] colour) {
    double sum = 0;
    for (int c = 0; c < colour.length; c++) {
      double d = colour[c] - (from[c] + to[c]) / 2;
      sum += d * d;
    }
    return Math.sqrt(sum / colour.length);
  }

  private static double[] colour(int channels, SplittableRandom random) {
    double[] colour = new double[channels];
    for (int c = 0; c < channels; c++) {
      colour[c] = random.nextDouble();
    }
    return colour;
  }
}
