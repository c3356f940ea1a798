package ai.lacuna.evaluation.probe;

import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.evaluation.protocol.Reads;

/**
 * AIM's attentive probe (El-Nouby et al., "Scalable Pre-training of Large Autoregressive Image
 * Models", 2024, section 4.2; reference {@code aim-v1/aim/v1/torch/layers.py}): frozen tokens, from
 * which a learnt query gathers what a linear classifier needs. It judges encoders whose objective
 * makes no summary of an image, which a mean over tokens puts at a disadvantage.
 *
 * <p>Differs from the reference in: tokens are extracted once from the un-augmented images; they
 * are the final-normed ones by default, not the mean of the last six blocks; the class token, if
 * there is one, is left out. Initial values, learning rates and epochs are ours, as none are
 * published; the rate is chosen on a held-out tenth of the train split.
 */
public final class AttentiveProbe extends Probe {

  private final int heads;

  /** The protocol with its settings. */
  public AttentiveProbe(AttentiveProbeConfig config) {
    super(
        "attentive probe",
        new Reads.Tokens(config.blocks()),
        config.settings(),
        AttentiveHead.maker(config.heads(), config.weightDecay()));
    heads = config.heads();
  }

  @Override
  public void check(EncoderOutput output, Problems problems) {
    problems.require(
        output.width() % heads == 0,
        "heads",
        heads,
        "a divisor of the encoder's width, " + output.width());
  }
}
