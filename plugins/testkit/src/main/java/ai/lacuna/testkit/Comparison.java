package ai.lacuna.testkit;

import java.util.Map;
import java.util.Objects;

/**
 * Two gradients of the same parameters.
 *
 * @param distance the length of their difference over that of the first
 * @param cosine of the angle between them
 */
record Comparison(double distance, double cosine) {

  static Comparison of(Map<String, float[]> first, Map<String, float[]> second) {
    double apart = 0;
    double product = 0;
    double one = 0;
    double two = 0;
    for (Map.Entry<String, float[]> entry : first.entrySet()) {
      float[] a = entry.getValue();
      float[] b = Objects.requireNonNull(second.get(entry.getKey()));
      for (int i = 0; i < a.length; i++) {
        apart += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        product += (double) a[i] * b[i];
        one += (double) a[i] * a[i];
        two += (double) b[i] * b[i];
      }
    }
    double tiny = 1e-30;
    return new Comparison(
        Math.sqrt(apart / Math.max(tiny, one)), product / Math.sqrt(Math.max(tiny, one * two)));
  }
}
