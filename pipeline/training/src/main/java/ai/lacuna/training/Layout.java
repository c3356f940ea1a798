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
record Layout(List<Device> devices, int accumulation) {

  // Smaller micro-batches spend more time on starting operations than they save in caches.
  private static final double ENOUGH_FLOP = 20e9;

  // Each micro-batch reads, casts and adds to every parameter; below this that takes over 5 %.
  private static final double ENOUGH_FLOP_PER_PARAMETER = 5000;

  Layout {
    devices = List.copyOf(devices);
  }

  /**
   * Divides a job's updates. On a CPU micro-batches are as small as costs no time, since what is
   * kept for the backward pass grows with them.
   *
   * @param threads of the CPU
   */
  static Layout of(PretrainJob job, int threads) {
    List<Device> devices = Devices.resolve(job, threads);
    boolean divisible = job.plan().lossScope() == LossScope.EACH_IMAGE;
    if (devices.get(0).isGpu() || !divisible) {
      return new Layout(devices, job.training().accumulation());
    }
    StepCost cost =
        StepCost.of(job.backbone(), job.image(), job.plan(), job.training().recompute());
    return new Layout(devices, accumulation(job.training(), devices.size(), cost));
  }

  /** The largest multiple of the configured accumulation that leaves micro-batches large enough. */
  static int accumulation(TrainingConfig config, int copies, StepCost cost) {
    double flop = Math.max(ENOUGH_FLOP, ENOUGH_FLOP_PER_PARAMETER * cost.parameters());
    double images = flop / cost.flopPerImage();
    int least = config.accumulation();
    return IntStream.rangeClosed(least, config.batch() / copies)
        .filter(a -> a % least == 0 && config.batch() % (a * copies) == 0)
        .filter(a -> config.batch() / (a * copies) >= images)
        .max()
        .orElse(least);
  }

  /** The settings with this accumulation. */
  TrainingConfig applied(TrainingConfig config) {
    return config.withAccumulation(accumulation);
  }

  /** Images that a copy computes at a time. */
  int microBatch(int batch) {
    return batch / accumulation / devices.size();
  }
}
