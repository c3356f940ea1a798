package ai.lacuna.evaluation.probe;

import ai.lacuna.evaluation.protocol.Reads;

/**
 * MAE's linear probe (He et al., "Masked Autoencoders Are Scalable Vision Learners", 2022, appendix
 * A.1; reference {@code main_linprobe.py}): frozen features, batch norm without affine parameters,
 * a linear classifier, LARS, a cosine schedule with warm-up. The accuracy is that of the last
 * epoch, not of the best one.
 *
 * <p>Differs from the reference in: features are extracted once from the un-augmented images, where
 * the reference encodes a new random crop of every image in each epoch; they are the mean of the
 * patch tokens by default, not the class token; batch and learning rates default to values for
 * small sets, and the rate is chosen on a held-out tenth of the train split, so that encoders whose
 * features differ in number and kind, floors among them, are each judged at a rate that suits them.
 */
public final class LinearProbe extends Probe {

  /** The protocol with its settings. */
  public LinearProbe(LinearProbeConfig config) {
    super(
        "linear probe",
        new Reads.Summary(config.pool()),
        config.settings(),
        LinearHead.maker(config.weightDecay()));
  }
}
