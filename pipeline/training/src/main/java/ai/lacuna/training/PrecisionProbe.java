package ai.lacuna.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Precision;
import java.util.List;
import java.util.function.Supplier;

/** Finds out which precision is faster for a task on the machine at hand. */
public final class PrecisionProbe {

  private static final int TIMED = 3;
  private static final double ENOUGH_SECONDS = 10;
  // Below this gain the exact arithmetic is worth more than the time.
  private static final double WORTHWHILE = 0.9;

  private PrecisionProbe() {}

  /** Makes a task that is thrown away. */
  public interface Trial {
    /**
     * @param precision that computes
     * @param manager owns the task
     */
    TrainingTask<?> task(Precision precision, NDManager manager);
  }

  /**
   * What a setting says.
   *
   * @param measured asked if the setting is {@code AUTO}
   */
  public static Precision resolve(TrainingConfig config, Supplier<Precision> measured) {
    return switch (config.precision()) {
      case FLOAT32 -> Precision.FLOAT32;
      case BFLOAT16 -> Precision.BFLOAT16;
      case AUTO -> measured.get();
    };
  }

  /** What a few steps of one copy say: bfloat16 if that saves more than a tenth. */
  public static Precision faster(TrainingConfig config, Layout layout, int threads, Trial trial) {
    List<Device> devices = layout.devices();
    Engine.setThreads(Math.max(1, threads / devices.size()));
    double exact = secondsPerStep(config, devices.get(0), trial, Precision.FLOAT32);
    double reduced = secondsPerStep(config, devices.get(0), trial, Precision.BFLOAT16);
    return reduced < WORTHWHILE * exact ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  // The best of a few, after one that warms up.
  private static double secondsPerStep(
      TrainingConfig config, Device device, Trial trial, Precision precision) {
    try (NDManager manager = Engine.newManager(device);
        TrialStep<?> step = new TrialStep<>(trial.task(precision, manager), config, manager)) {
      double best = Double.POSITIVE_INFINITY;
      double total = 0;
      for (int i = 0; i <= TIMED && (i < 2 || total < ENOUGH_SECONDS); i++) {
        long begun = System.nanoTime();
        step.run();
        double seconds = (System.nanoTime() - begun) / 1e9;
        total += seconds;
        best = i == 0 ? best : Math.min(best, seconds);
      }
      return best;
    }
  }
}
