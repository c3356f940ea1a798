package ai.lacuna.evaluation.probe;

import ai.lacuna.api.config.Problems;
import java.util.List;

/**
 * How a probe is trained.
 *
 * @param epochs passes over the training images
 * @param warmupEpochs epochs over which the learning rate rises from 0
 * @param batch images of one step
 * @param baseLearningRates for a batch of 256; of several, the best one is chosen
 */
record ProbeSettings(int epochs, int warmupEpochs, int batch, List<Double> baseLearningRates) {

  void check(Problems problems) {
    problems.require(
        warmupEpochs < epochs, "warmupEpochs", warmupEpochs, "fewer than epochs = " + epochs);
    problems.require(
        !baseLearningRates.isEmpty(), "baseLearningRates", baseLearningRates, "at least one rate");
  }
}
