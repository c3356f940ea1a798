package ai.lacuna.evaluation.probe;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import java.util.List;

/** Settings of the attentive probe. */
public record AttentiveProbeConfig(
    @Doc("Passes over the train split.") @Range("[1, )") int epochs,
    @Doc("Epochs over which the learning rate rises from 0.") @Range("[0, )") int warmupEpochs,
    @Doc("Images of one step; the whole split where it is smaller.") @Range("[2, )") int batch,
    @Doc(
            "AdamW learning rates for a batch of 256, scaled by batch / 256. Of several, the one"
                + " that does best on a held-out tenth of the train split is used; of fewer than"
                + " 50 images, the first.")
        @Range("(0, )")
        List<Double> baseLearningRates,
    @Doc("Weight decay of all parameters.") @Range("[0, )") double weightDecay,
    @Doc(
            "Heads of the attention, a divisor of the encoder's width. Patches of pixels, whose width"
                + " differs, get the largest number up to it that divides theirs.")
        @Range("[1, )")
        int heads,
    @Doc(
            "How many of the last blocks' outputs are averaged, without the final norm; 0 = the"
                + " encoder's final-normed tokens.")
        @Range("[0, )")
        int blocks)
    implements Config {

  public AttentiveProbeConfig {
    baseLearningRates = List.copyOf(baseLearningRates);
  }

  /**
   * The final tokens, which the linear probe reads, too. AIM's own probe averages the last six
   * blocks and has as many heads as the encoder: {@code blocks: 6}, {@code heads: 12}; how the
   * authors trained it is not published, so epochs and rates are ours.
   */
  public static AttentiveProbeConfig defaults() {
    return new AttentiveProbeConfig(30, 3, 256, List.of(3e-4, 1e-3, 3e-3), 0.05, 4, 0);
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
