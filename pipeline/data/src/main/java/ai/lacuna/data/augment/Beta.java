package ai.lacuna.data.augment;

import java.util.random.RandomGenerator;

/** The symmetric beta distribution. */
final class Beta {

  private Beta() {}

  /** One number from Beta(α, α), α > 0. */
  static double draw(double alpha, RandomGenerator random) {
    double a = gamma(alpha, random);
    double b = gamma(alpha, random);
    // Both are 0 only where α is so small that one end is as good as the other.
    return a + b > 0 ? a / (a + b) : random.nextDouble() < 0.5 ? 0 : 1;
  }

  // Marsaglia and Tsang, 2000: a method for shapes of at least 1, and their step up from below.
  private static double gamma(double shape, RandomGenerator random) {
    if (shape < 1) {
      return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
