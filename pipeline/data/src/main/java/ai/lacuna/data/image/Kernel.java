package ai.lacuna.data.image;

/**
 * The weights with which every output sample of one axis is made of input samples.
 *
 * @param taps weights reserved per output sample
 * @param first index of the first input sample of each output sample
 * @param count how many input samples each output sample uses
 * @param weights {@code weights[o * taps + k]} for {@code k < count[o]}: fixed point with {@link
 *     #PRECISION} binary places
 */
@SuppressWarnings("ArrayRecordComponent") // internal table, read in the innermost loop
record Kernel(int taps, int[] first, int[] count, int[] weights) {

  /** Binary places: 32 bits less 8 for the samples and 2 for the overshoot of negative lobes. */
  static final int PRECISION = 32 - 8 - 2;

  static final int HALF = 1 << (PRECISION - 1);

  /**
   * Builds the table for scaling {@code in} samples to {@code out}. When shrinking, the filter is
   * stretched by the scale, which is what antialiases.
   *
   * @see <a href="https://github.com/python-pillow/Pillow">Pillow, src/libImaging/Resample.c</a>
   */
  static Kernel of(int in, int out, Filter filter) {
    double scale = (double) in / out;
    double stretch = Math.max(scale, 1);
    double support = filter.support() * stretch;
    int taps = (int) Math.ceil(support) * 2 + 1;
    Kernel kernel = new Kernel(taps, new int[out], new int[out], new int[out * taps]);
    double[] row = new double[taps];
    for (int o = 0; o < out; o++) {
      double centre = (o + 0.5) * scale;
      int first = Math.max((int) (centre - support + 0.5), 0);
      int count = Math.min((int) (centre + support + 0.5), in) - first;
      double sum = 0;
      for (int k = 0; k < count; k++) {
        row[k] = filter.weight((k + first - centre + 0.5) * (1 / stretch));
        sum += row[k];
      }
      kernel.first[o] = first;
      kernel.count[o] = count;
      for (int k = 0; k < count; k++) {
        double weight = (sum == 0 ? row[k] : row[k] / sum) * (1 << PRECISION);
        kernel.weights[o * taps + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
      }
    }
    return kernel;
  }
}
