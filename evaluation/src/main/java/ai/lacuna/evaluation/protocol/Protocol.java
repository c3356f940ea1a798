package ai.lacuna.evaluation.protocol;

import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncoderOutput;
import java.util.List;

/** A way to judge frozen features by a labelled task; holds its settings and nothing else. */
public interface Protocol {

  /** The metrics that every outcome has, such as {@code top1}; gates are checked against them. */
  List<String> metrics();

  /** What of an encoder's output it reads. */
  Reads reads();

  /**
   * Checks that it can judge an encoder.
   *
   * @param output what the encoder gives
   * @param problems receives everything that speaks against it; paths are settings of the protocol
   */
  default void check(EncoderOutput output, Problems problems) {}

  /**
   * Learns from the train features and predicts the test images.
   *
   * <p>A pure function of the task: equal tasks give equal outcomes.
   *
   * @param task features, labels, classes, random streams
   * @return predictions and metrics
   */
  Outcome evaluate(Task task);
}
