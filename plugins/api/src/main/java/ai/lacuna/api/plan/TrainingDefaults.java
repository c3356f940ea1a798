package ai.lacuna.api.plan;

/**
 * The published training settings of an objective. A recipe overrides any of them.
 *
 * @param epochs passes over the training set
 * @param batch images per update, over all devices
 * @param baseLearningRate learning rate per 256 images; the rate used is {@code base · batch / 256}
 * @param minLearningRate the rate that the cosine schedule ends at
 * @param warmupEpochs epochs of linear warm-up from 0
 * @param weightDecay decoupled weight decay; biases and 1-D parameters are always exempt
 * @param beta1 AdamW's first moment decay
 * @param beta2 AdamW's second moment decay
 * @param clipNorm largest global gradient norm; 0 = no clipping
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
    double clipNorm) {}
