package ai.lacuna.training;

import java.util.Map;

/**
 * One line of {@code events.jsonl}.
 *
 * @param step updates made
 * @param epoch epochs done, with fraction
 * @param loss mean of the total loss over the steps since the line before
 * @param parts the same for each named part
 * @param learningRate the rate of the last of these steps
 * @param gradNorm the gradient's norm of the last of these steps, before clipping
 * @param imagesPerSecond images trained on per second since the line before, loading included
 * @param dataWait share of that time spent waiting for the loader, in [0, 1]
 */
public record Event(
    long step,
    double epoch,
    double loss,
    Map<String, Double> parts,
    double learningRate,
    double gradNorm,
    double imagesPerSecond,
    double dataWait) {}
