package ai.lacuna.api.plan;

import java.util.List;

/**
 * The published training settings of an objective. A recipe overrides any of them.
 *
 * @param epochs passes over the training set
 * @param batch images per update, over all devices
 * @param baseLearningRate learning rate per 256 images; the rate used is {@code base · batch / 256}
 * @param minLearningRate the rate that the cosine schedule ends at
 * @param warmupEpochs epochs of linear warm-up from 0
 * @param weightDecay decoupled weight decay at the beginning
 * @param beta1 AdamW's first moment decay
 * @param beta2 AdamW's second moment decay
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
    double weightDecay,
    double beta1,
    double beta2,
    double clipNorm,
    Clipping clipping,
    double finalDecayFactor,
    VectorDecay vectorDecay,
    List<NamePattern> decayExempt,
    double dropPath) {

  public TrainingDefaults {
    decayExempt = List.copyOf(decayExempt);
  }

  /** Global clipping, constant decay of everything with two axes or more, no drop path. */
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
        weightDecay,
        beta1,
        beta2,
        clipNorm,
        Clipping.GLOBAL,
        1,
        VectorDecay.EXEMPT,
        List.of(),
        0);
  }

  /** These with another norm that is bounded. */
  public TrainingDefaults with(Clipping norm) {
    return copy(norm, finalDecayFactor, vectorDecay, decayExempt, dropPath);
  }

  /** These with other parameters that are exempt from weight decay. */
  public TrainingDefaults withDecay(VectorDecay vectors, NamePattern... exempt) {
    return copy(clipping, finalDecayFactor, vectors, List.of(exempt), dropPath);
  }

  /** These with a weight decay that moves to {@code factor} times its first value. */
  public TrainingDefaults withFinalDecayFactor(double factor) {
    return copy(clipping, factor, vectorDecay, decayExempt, dropPath);
  }

  /** These with another drop rate. */
  public TrainingDefaults withDropPath(double rate) {
    return copy(clipping, finalDecayFactor, vectorDecay, decayExempt, rate);
  }

  private TrainingDefaults copy(
      Clipping norm, double factor, VectorDecay vectors, List<NamePattern> exempt, double drop) {
    return new TrainingDefaults(
        epochs,
        batch,
        baseLearningRate,
        minLearningRate,
        warmupEpochs,
        weightDecay,
        beta1,
        beta2,
        clipNorm,
        norm,
        factor,
        vectors,
        exempt,
        drop);
  }
}
