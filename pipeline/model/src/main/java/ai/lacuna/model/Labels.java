package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.config.LacunaException;
import java.util.Arrays;

/**
 * What is known about the classes of a micro-batch. Letters: B images, K classes.
 *
 * @param classes K; 0 = the data set has none
 * @param own class of each image (B), -1 = none
 * @param other class of the image that each is mixed with (B); where nothing is mixed, its own
 * @param share how much of each image is its own (B), in [0, 1]
 */
@SuppressWarnings("ArrayRecordComponent") // as they come from the loader
public record Labels(int classes, int[] own, int[] other, float[] share) {

  /** Nothing is known. */
  public static final Labels NONE = new Labels(0, new int[0], new int[0], new float[0]);

  /** (B) int64. */
  NDArray numbers(NDManager scope) {
    long[] numbers = new long[own.length];
    for (int b = 0; b < numbers.length; b++) {
      numbers[b] = known(own[b]);
    }
    requireAny();
    return scope.create(numbers, new Shape(numbers.length));
  }

  /** The share of each class in each image, (B, K). */
  NDArray targets(NDManager scope, double smoothing) {
    requireAny();
    return scope.create(targets(smoothing), new Shape(own.length, classes));
  }

  /** As {@link #targets(NDManager, double)}, row-major. */
  float[] targets(double smoothing) {
    float[] targets = new float[own.length * classes];
    Arrays.fill(targets, (float) (smoothing / classes));
    for (int b = 0; b < own.length; b++) {
      targets[b * classes + known(own[b])] += (float) ((1 - smoothing) * share[b]);
      targets[b * classes + known(other[b])] += (float) ((1 - smoothing) * (1 - share[b]));
    }
    return targets;
  }

  private void requireAny() {
    if (own.length == 0) {
      throw unlabelled("no labels");
    }
  }

  private static int known(int label) {
    if (label < 0) {
      throw unlabelled("an image without label");
    }
    return label;
  }

  private static LacunaException unlabelled(String given) {
    return new LacunaException(
        LacunaException.Kind.DATA,
        "training images",
        given,
        "a class for every image, as the objective learns from them",
        "bring images with classes, such as one folder for each, or use another objective");
  }
}
