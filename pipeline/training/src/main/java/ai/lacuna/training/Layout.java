package ai.lacuna.training;

import ai.djl.Device;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.model.cost.StepCost;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How an update is divided on the machine at hand. The result does not depend on it, up to
 * rounding.
 *
 * @param devices one for each copy of the network
 * @param accumulation how many micro-batches each copy computes, one after the other
 */
public record Layout(List<Device> devices, int accumulation) {

  // Smaller micro-batches spend more time on starting operations than they save in caches.
  private static final double ENOUGH_FLOP = 20e9;

  // Each micro-batch reads, casts and adds to every parameter; below this that takes over 5 %.
  private static final double ENOUGH_FLOP_PER_PARAMETER = 5000;

  public Layout {
    devices = List.copyOf(devices);
  }

  /**
   * Divides updates. On a CPU micro-batches are as small as costs no time, since what is kept for
   * the backward pass grows with them.
   *
   * @param section of the recipe in which the settings stand, for messages
   * @param scope what the loss is made of
   * @param size of a step
   * @param threads of the CPU
   * @throws ai.lacuna.api.config.LacunaException of kind CONFIG if a GPU is not there
   */
  public static Layout of(
      String section, TrainingConfig config, LossScope scope, StepSize size, int threads) {
    List<Device> devices = Devices.resolve(section, config, scope, threads);
    boolean divisible = scope == LossScope.EACH_IMAGE;
    return devices.get(0).isGpu() || !divisible
        ? new Layout(devices, config.accumulation())
        : new Layout(devices, accumulation(config, devices.size(), size));
  }

  static Layout of(PretrainJob job, int threads) {
    StepCost cost =
        StepCost.of(job.backbone(), job.image(), job.plan(), job.training().recompute());
    return of(
        Pretrainer.SECTION, job.training(), job.plan().lossScope(), StepSize.of(cost), threads);
  }

  /** The largest multiple of the configured accumulation that leaves micro-batches large enough. */
  static int accumulation(TrainingConfig config, int copies, StepSize size) {
    double flop = Math.max(ENOUGH_FLOP, ENOUGH_FLOP_PER_PARAMETER * size.parameters());
    double images = flop / size.flopPerImage();
    int least = config.accumulation();
    return IntStream.rangeClosed(least, config.batch() / copies)
        .filter(a -> a % least == 0 && config.batch() % (a * copies) == 0)
        .filter(a -> config.batch() / (a * copies) >= images)
        .max()
        .orElse(least);
  }

  /** The settings with this accumulation. */
  public TrainingConfig applied(TrainingConfig config) {
    return config.withAccumulation(accumulation);
  }

  /** Images that a copy computes at a time. */
  public int microBatch(int batch) {
    return batch / accumulation / devices.size();
  }
}
