package ai.lacuna.training;

/**
 * What a finished {@link TrainingLoop} has to tell.
 *
 * @param steps updates made, over all attempts
 * @param seconds seconds of computing, over all attempts; work lost to kills is not counted
 * @param imagesPerSecond median over the logged steps
 * @param finalLoss the last logged loss
 * @param dataWait mean share of the time spent waiting for the loader, in [0, 1]
 */
public record LoopResult(
    long steps, double seconds, double imagesPerSecond, double finalLoss, double dataWait) {}
