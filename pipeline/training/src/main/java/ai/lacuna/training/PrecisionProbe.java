package ai.lacuna.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Precision;
import java.util.List;

/** Finds out which precision is faster for a job on the machine at hand. */
final class PrecisionProbe {

  private static final int TIMED = 3;
  private static final double ENOUGH_SECONDS = 10;
  // Below this gain the exact arithmetic is worth more than the time.
  private static final double WORTHWHILE = 0.9;

  private PrecisionProbe() {}

  /** What the setting says, or for {@code AUTO} what a few steps on throw-away networks say. */
  static Precision resolve(PretrainJob job, int threads) {
    return switch (job.training().precision()) {
      case FLOAT32 -> Precision.FLOAT32;
      case BFLOAT16 -> Precision.BFLOAT16;
      case AUTO -> measure(job, threads);
    };
  }

  private static Precision measure(PretrainJob job, int threads) {
    Layout layout = Layout.of(job, threads);
    List<Device> devices = layout.devices();
    int microBatch = layout.microBatch(job.training().batch());
    try (NDManager manager = Engine.newManager(devices.get(0));
        MicroBatches images = new MicroBatches(job, microBatch)) {
      Engine.setThreads(Math.max(1, threads / devices.size()));
      double exact = secondsPerStep(job, images, Precision.FLOAT32, manager);
      double reduced = secondsPerStep(job, images, Precision.BFLOAT16, manager);
      return reduced < WORTHWHILE * exact ? Precision.BFLOAT16 : Precision.FLOAT32;
    }
  }

  // The best of a few, after one that warms up.
  private static double secondsPerStep(
      PretrainJob job, MicroBatches images, Precision precision, NDManager parent) {
    try (TrialStep step = new TrialStep(job, precision, images, parent)) {
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
