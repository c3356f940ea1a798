package ai.lacuna.evaluation.protocol;

import ai.lacuna.evaluation.metric.Accuracy;
import java.util.List;
import java.util.Map;

/**
 * What a protocol found out about the test images.
 *
 * <p>Letters: B test images, K neighbours.
 *
 * @param predictions (B) predicted class of every test image, in the order of the test features
 * @param measures one entry per metric
 * @param neighbours what the prediction of some test images rests on; empty for protocols that have
 *     no neighbours
 * @param notes what the protocol decided on its way, such as a learning rate
 */
public record Outcome(
    int[] predictions,
    List<Measure> measures,
    List<Neighbours> neighbours,
    Map<String, String> notes) {

  /**
   * One metric with the correctness of every test image, which paired tests need.
   *
   * @param metric its name, such as {@code top1}
   * @param hits (B) whether the metric counts the image as right
   */
  public record Measure(String metric, boolean[] hits) {

    /** The share of right ones, in [0, 1]. */
    public double value() {
      return Accuracy.of(hits);
    }
  }

  /**
   * The training images nearest to one test image.
   *
   * @param test index into the test features
   * @param train (K) indices into the train features, nearest first
   * @param similarity (K) cosine similarity in [-1, 1]
   */
  public record Neighbours(int test, int[] train, float[] similarity) {}

  public Outcome {
    measures = List.copyOf(measures);
    neighbours = List.copyOf(neighbours);
    notes = Map.copyOf(notes);
  }
}
