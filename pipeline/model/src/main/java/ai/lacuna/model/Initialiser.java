package ai.lacuna.model;

import ai.lacuna.api.plan.Init;
import ai.lacuna.api.random.Streams;
import java.util.random.RandomGenerator;

/**
 * Draws initial values in Java, so that they depend on nothing but the seed and the parameter's
 * name: neither on the engine nor on what else the network has.
 */
final class Initialiser {

  private Initialiser() {}

  /** The values of a parameter, row-major. */
  static float[] draw(ParameterSpec spec, Streams streams) {
    float[] values = new float[Math.toIntExact(spec.shape().size())];
    Draw draw = draw(spec, streams.of("init/" + spec.name()));
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) draw.next();
    }
    return values;
  }

  private interface Draw {
    double next();
  }

  private static Draw draw(ParameterSpec spec, RandomGenerator random) {
    Init init = spec.init();
    if (init instanceof Init.Constant constant) {
      return constant::value;
    } else if (init instanceof Init.Normal normal) {
      return () -> normal.std() * gaussian(random);
    } else if (init instanceof Init.TruncatedNormal normal) {
      return () -> truncated(normal, random);
    } else if (init instanceof Init.XavierUniform) {
      long fanOut = spec.shape().get(0);
      double bound = Math.sqrt(6.0 / (fanOut + spec.shape().size() / fanOut));
      return () -> bound * (2 * random.nextDouble() - 1);
    } else if (init instanceof Init.Uniform uniform) {
      return () -> uniform.bound() * (2 * random.nextDouble() - 1);
    }
    throw new IllegalArgumentException("unknown initialisation " + init);
  }

  private static double truncated(Init.TruncatedNormal normal, RandomGenerator random) {
    while (true) {
      double value = normal.std() * gaussian(random);
      if (Math.abs(value) <= normal.bound()) {
        return value;
      }
    }
  }

  // Box and Muller's method in StrictMath: the JDK's nextGaussian may change between versions.
  private static double gaussian(RandomGenerator random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
