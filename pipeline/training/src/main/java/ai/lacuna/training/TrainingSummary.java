package ai.lacuna.training;

import ai.djl.Device;
import java.util.List;

/**
 * What {@code training.json} says: facts of this very run, which may differ between runs that give
 * the same encoder.
 *
 * @param schema version of this format
 * @param epochs passes over the training set
 * @param steps updates
 * @param batch images per update
 * @param images images in the training set
 * @param parameters trained numbers, modules beside the encoder included
 * @param seconds seconds of training, over all attempts
 * @param imagesPerSecond median over the logged steps
 * @param dataWait mean share of the time spent waiting for images, in [0, 1]
 * @param finalLoss mean loss of the last logged steps
 * @param precision the precision that computed
 * @param threads threads that computed
 * @param devices where it computed, one for each copy of the network, when it ended
 * @param resumed how many times the run was begun again
 */
public record TrainingSummary(
    int schema,
    int epochs,
    long steps,
    int batch,
    long images,
    long parameters,
    double seconds,
    double imagesPerSecond,
    double dataWait,
    double finalLoss,
    String precision,
    int threads,
    List<String> devices,
    int resumed) {

  public TrainingSummary {
    devices = List.copyOf(devices);
  }

  /**
   * Of a run that came to its end.
   *
   * @param layout where it computed
   * @param images in the training set
   * @param parameters trained numbers
   */
  public static TrainingSummary of(
      TrainingConfig config,
      RunRecord run,
      Layout layout,
      LoopResult result,
      long images,
      long parameters) {
    return new TrainingSummary(
        1,
        config.epochs(),
        result.steps(),
        config.batch(),
        images,
        parameters,
        result.seconds(),
        result.imagesPerSecond(),
        result.dataWait(),
        result.finalLoss(),
        run.choice().precision(),
        run.choice().threads(),
        layout.devices().stream().map(Device::toString).toList(),
        run.attempts() - 1);
  }
}
