package ai.lacuna.evaluation.probe;

import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.evaluation.protocol.Protocol;
import ai.lacuna.evaluation.protocol.Reads;
import ai.lacuna.evaluation.protocol.Task;
import java.util.List;

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
public final class LinearProbe implements Protocol {

  private final LinearProbeConfig config;

  /** The protocol with its settings. */
  public LinearProbe(LinearProbeConfig config) {
    this.config = config;
  }

  @Override
  public List<String> metrics() {
    return Probing.METRICS;
  }

  @Override
  public Reads reads() {
    return new Reads.Summary(config.pool());
  }

  @Override
  public Outcome evaluate(Task task) {
    ProbeSettings settings =
        new ProbeSettings(
            config.epochs(), config.warmupEpochs(), config.batch(), config.baseLearningRates());
    return new Probing(settings, LinearHead.maker(config.weightDecay()))
        .evaluate("linear probe", task);
  }
}
