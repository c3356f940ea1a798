package ai.lacuna.evaluation.probe;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.evaluation.protocol.Pool;

/** Settings of the linear probe. */
public record LinearProbeConfig(
    @Doc("Passes over the train split.") @Range("[1, )") int epochs,
    @Doc("Epochs over which the learning rate rises from 0.") @Range("[0, )") int warmupEpochs,
    @Doc("Images of one step; the whole split where it is smaller.") @Range("[2, )") int batch,
    @Doc("LARS learning rate for a batch of 256; the rate is this times batch / 256.")
        @Range("(0, )")
        double baseLearningRate,
    @Doc("Weight decay of the classifier's matrix.") @Range("[0, )") double weightDecay,
    @Doc("Which summary of the tokens is classified: mean of the patch tokens, or the class token.")
        Pool pool)
    implements Config {

  /**
   * MAE's epochs, warm-up and weight decay. Its batch of 16,384 and base rate of 0.1 are meant for
   * 1.3 million images; these give small sets a similar number of steps of a similar size.
   */
  public static LinearProbeConfig defaults() {
    return new LinearProbeConfig(90, 10, 256, 0.1, 0, Pool.MEAN);
  }

  @Override
  public void check(Problems problems) {
    problems.require(
        warmupEpochs < epochs, "warmupEpochs", warmupEpochs, "fewer than epochs = " + epochs);
  }
}
