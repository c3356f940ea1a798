package ai.lacuna.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.lacuna.data.TrainLoader;
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
    List<Device> devices = Devices.resolve(job.training());
    int microBatch = job.training().microBatch() / devices.size();
    try (NDManager manager = Engine.newManager(devices.get(0));
        TrainLoader loader = Pretrainer.loader(job, microBatch)) {
      Engine.setThreads(Math.max(1, threads / devices.size()));
      double exact = secondsPerStep(job, loader, Precision.FLOAT32, manager);
      double reduced = secondsPerStep(job, loader, Precision.BFLOAT16, manager);
      return reduced < WORTHWHILE * exact ? Precision.BFLOAT16 : Precision.FLOAT32;
    }
  }

  // The best of a few, after one that warms up.
  private static double secondsPerStep(
      PretrainJob job, TrainLoader loader, Precision precision, NDManager parent) {
    try (TrialStep step = new TrialStep(job, precision, loader, parent)) {
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
