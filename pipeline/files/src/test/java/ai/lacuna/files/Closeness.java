package ai.lacuna.files;

/** Compares arrays and says where and by how much they differ. */
public final class Closeness {

  private Closeness() {}

  /**
   * Fails unless {@code |actual - expected| <= absolute + relative · |expected|} everywhere.
   *
   * @param what what is compared, for the message
   */
  public static void assertClose(
      String what, float[] actual, float[] expected, double absolute, double relative) {
    if (actual.length != expected.length) {
      throw new AssertionError(
          what + ": " + actual.length + " values, expected " + expected.length);
    }
    int worst = -1;
    double worstExcess = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      double excess = difference - absolute - relative * Math.abs(expected[i]);
      // Written so that NaN counts as a failure.
      if (!(excess <= worstExcess)) {
        worst = i;
        worstExcess = excess;
        if (Double.isNaN(excess)) {
          break;
        }
      }
    }
    if (worst >= 0) {
      throw new AssertionError(
          String.format(
              "%s: [%d] is %.9g, expected %.9g, difference %.3g, allowed %.3g + %.3g relative",
              what,
              worst,
              actual[worst],
              expected[worst],
              Math.abs((double) actual[worst] - expected[worst]),
              absolute,
              relative));
    }
  }

  /** The largest magnitude in an array. */
  public static double largest(float[] values) {
    double largest = 0;
    for (float v : values) {
      largest = Math.max(largest, Math.abs(v));
    }
    return largest;
  }
}
