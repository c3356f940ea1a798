package ai.lacuna.api.plan;

import ai.lacuna.api.schedule.RateCurve;
import java.util.List;

/**
 * The published training settings of an objective. A recipe overrides any of them.
 *
 * @param epochs passes over the training set
 * @param batch images per update, over all devices
 * @param baseLearningRate learning rate per 256 images; the rate used is {@code base · batch / 256}
 * @param minLearningRate the rate that a cosine ends at
 * @param schedule the form of the learning rate's way through the run
 * @param warmupEpochs epochs of linear warm-up
 * @param weightDecay decoupled weight decay at the beginning
 * @param optimizer what moves the parameters
 * @param clipNorm largest gradient norm; 0 = no clipping
 * @param clipping which norm {@code clipNorm} bounds
 * @param finalDecayFactor what {@code weightDecay} is multiplied by at the end of the run, reached
 *     on half a cosine; 1 = constant
 * @param vectorDecay whether biases and parameters with one axis decay
 * @param decayExempt further parameters that do not decay
 * @param dropPath drop rate of the encoder's last block, growing linearly from 0 in the first
 */
public record TrainingDefaults(
    int epochs,
    int batch,
    double baseLearningRate,
    double minLearningRate,
    double warmupEpochs,
    RateCurve schedule,
    double weightDecay,
    OptimizerSpec optimizer,
    double clipNorm,
    Clipping clipping,
    double finalDecayFactor,
    VectorDecay vectorDecay,
    List<NamePattern> decayExempt,
    double dropPath) {

  public TrainingDefaults {
    decayExempt = List.copyOf(decayExempt);
  }

  /**
   * AdamW on a cosine, global clipping, constant decay of everything with two axes or more, no drop
   * path.
   */
  public TrainingDefaults(
      int epochs,
      int batch,
      double baseLearningRate,
      double minLearningRate,
      double warmupEpochs,
      double weightDecay,
      double beta1,
      double beta2,
      double clipNorm) {
    this(
        epochs,
        batch,
        baseLearningRate,
        minLearningRate,
        warmupEpochs,
        new RateCurve.Cosine(),
        weightDecay,
        new OptimizerSpec.AdamW(beta1, beta2),
        clipNorm,
        Clipping.GLOBAL,
        1,
        VectorDecay.EXEMPT,
        List.of(),
        0);
  }

  /** These with another optimizer. */
  public TrainingDefaults with(OptimizerSpec other) {
    return copy(schedule, other, clipping, finalDecayFactor, vectorDecay, decayExempt, dropPath);
  }

  /** These with another form of the learning rate's way. */
  public TrainingDefaults with(RateCurve form) {
    return copy(form, optimizer, clipping, finalDecayFactor, vectorDecay, decayExempt, dropPath);
  }

  /** These with another norm that is bounded. */
  public TrainingDefaults with(Clipping norm) {
    return copy(schedule, optimizer, norm, finalDecayFactor, vectorDecay, decayExempt, dropPath);
  }

  /** These with other parameters that are exempt from weight decay. */
  public TrainingDefaults withDecay(VectorDecay vectors, NamePattern... exempt) {
    return copy(
        schedule, optimizer, clipping, finalDecayFactor, vectors, List.of(exempt), dropPath);
  }

  /** These with a weight decay that moves to {@code factor} times its first value. */
  public TrainingDefaults withFinalDecayFactor(double factor) {
    return copy(schedule, optimizer, clipping, factor, vectorDecay, decayExempt, dropPath);
  }

  /** These with another drop rate. */
  public TrainingDefaults withDropPath(double rate) {
    return copy(schedule, optimizer, clipping, finalDecayFactor, vectorDecay, decayExempt, rate);
  }

  private TrainingDefaults copy(
      RateCurve form,
      OptimizerSpec moves,
      Clipping norm,
      double factor,
      VectorDecay vectors,
      List<NamePattern> exempt,
      double drop) {
    return new TrainingDefaults(
        epochs,
        batch,
        baseLearningRate,
        minLearningRate,
        warmupEpochs,
        form,
        weightDecay,
        moves,
        clipNorm,
        norm,
        factor,
        vectors,
        exempt,
        drop);
  }
}
