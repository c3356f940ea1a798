package ai.lacuna.training.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Everything besides tensors that a run needs to go on as if it had never stopped.
 *
 * @param step updates made
 * @param epoch epoch of the next update, from 0
 * @param updateInEpoch index of the next update in that epoch, from 0
 * @param microBatch index of the next micro-batch in that epoch, from 0
 * @param seed the run's seed
 * @param identity every setting that the result depends on
 * @param precision the precision that computes
 * @param threads threads that compute
 * @param seconds seconds of computing up to here, over all attempts
 * @param sums sums of the losses since the last logged step, and {@code steps} of them
 */
public record TrainingState(
    long step,
    long epoch,
    long updateInEpoch,
    long microBatch,
    long seed,
    JsonNode identity,
    String precision,
    int threads,
    double seconds,
    Map<String, Double> sums) {}
