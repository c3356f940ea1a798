package ai.lacuna.evaluation.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.random.Streams;
import java.util.SplittableRandom;

/**
 * A classifier of frozen features while it is trained.
 *
 * <p>Letters: M images of a feature set, B images of a step, C classes.
 */
interface Head extends AutoCloseable {

  /** What a step has computed on its way; owned by the features' manager. */
  record Pass(NDArray logits, NDArray loss) implements AutoCloseable {
    @Override
    public void close() {
      logits.close();
      loss.close();
    }
  }

  /** Makes heads that have learnt nothing yet. */
  interface Maker {
    /**
     * @param parent device and life time
     * @param width of the features
     * @param classes C
     * @param streams initial values
     */
    Head make(NDManager parent, int width, int classes, Streams streams);

    /**
     * Multiplications of one image's prediction.
     *
     * @param tokens of an image
     */
    long products(int tokens, int width, int classes);
  }

  /**
   * One training step.
   *
   * @param features (M, …) float32
   * @param labels (M) int64
   * @param rows (B) int64, which images; at least 2
   * @param rate learning rate
   */
  Pass step(NDArray features, NDArray labels, NDArray rows, double rate);

  /**
   * Class scores, with the running statistics.
   *
   * @param features (M, …) float32
   * @param rows (B) int64, which images
   * @return (B, C), owned by the features' manager
   */
  NDArray predict(NDArray features, NDArray rows);

  @Override
  void close();

  /** Values from a normal distribution. */
  static float[] gaussian(SplittableRandom random, double std, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (std * random.nextGaussian());
    }
    return x;
  }
}
