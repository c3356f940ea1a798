package ai.lacuna.tokenizer.codebook;

/** Sums over pixels in [0, 1]: squared differences, and what their variance is made from. */
final class Errors {

  private final double[] sum;
  private final double[] squares;
  private double difference;
  private long images;
  private long values;

  /**
   * @param channels channels C, each with a mean of its own
   */
  Errors(int channels) {
    sum = new double[channels];
    squares = new double[channels];
  }

  /** Adds a batch, (B, C, H, W) each. */
  void add(byte[] original, byte[] reconstructed, int batch) {
    int plane = original.length / batch / sum.length;
    for (int i = 0; i < original.length; i++) {
      double x = (original[i] & 255) / 255.0;
      double d = x - (reconstructed[i] & 255) / 255.0;
      int channel = i / plane % sum.length;
      sum[channel] += x;
      squares[channel] += x * x;
      difference += d * d;
    }
    values += original.length;
    images += batch;
  }

  CodeBook.Reconstruction found() {
    if (values == 0) {
      return CodeBook.Reconstruction.NONE;
    }
    double perChannel = (double) values / sum.length;
    double variance = 0;
    for (int c = 0; c < sum.length; c++) {
      double mean = sum[c] / perChannel;
      variance += (squares[c] / perChannel - mean * mean) / sum.length;
    }
    double error = difference / values;
    return new CodeBook.Reconstruction(images, error, variance > 0 ? error / variance : 1);
  }
}
