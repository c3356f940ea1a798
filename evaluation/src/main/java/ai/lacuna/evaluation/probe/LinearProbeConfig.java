package ai.lacuna.evaluation.probe;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.evaluation.protocol.Pool;
import java.util.List;

/** Settings of the linear probe. */
public record LinearProbeConfig(
    @Doc("Passes over the train split.") @Range("[1, )") int epochs,
    @Doc("Epochs over which the learning rate rises from 0.") @Range("[0, )") int warmupEpochs,
    @Doc("Images of one step; the whole split where it is smaller.") @Range("[2, )") int batch,
    @Doc(
            "LARS learning rates for a batch of 256, scaled by batch / 256. Of several, the one that"
                + " does best on a held-out tenth of the train split is used; of fewer than 50"
                + " images, the first.")
        @Range("(0, )")
        List<Double> baseLearningRates,
    @Doc("Weight decay of the classifier's matrix.") @Range("[0, )") double weightDecay,
    @Doc("Which summary of the tokens is classified: mean of the patch tokens, or the class token.")
        Pool pool)
    implements Config {

  public LinearProbeConfig {
    baseLearningRates = List.copyOf(baseLearningRates);
  }

  /**
   * MAE's epochs, warm-up and weight decay. Its batch of 16,384 at a base rate of 0.1 is meant for
   * 1.3 million images; on 10,000 it would leave the classifier near its initial values. For MAE's
   * own values set {@code batch: 16384} and {@code baseLearningRates: [0.1]}.
   */
  public static LinearProbeConfig defaults() {
    return new LinearProbeConfig(90, 10, 256, List.of(1.0, 3.0, 10.0), 0, Pool.MEAN);
  }

  /** How it is trained. */
  ProbeSettings settings() {
    return new ProbeSettings(epochs, warmupEpochs, batch, baseLearningRates);
  }

  @Override
  public void check(Problems problems) {
    settings().check(problems);
  }
}
