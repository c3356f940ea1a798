package ai.lacuna.training.schedule;

/**
 * A value that changes from update to update: learning rate, weight decay, momentum, temperature.
 */
public sealed interface Schedule {

  /**
   * The value for one update.
   *
   * @param update number of updates made before, from 0
   * @param perEpoch updates per epoch, at least 1
   */
  double at(long update, long perEpoch);

  /** The same value always. */
  record Constant(double value) implements Schedule {
    @Override
    public double at(long update, long perEpoch) {
      return value;
    }
  }

  /**
   * Linear warm-up from 0, then half a cosine, over the exact epoch fraction {@code update /
   * perEpoch} (MAE, util/lr_sched.py): the first update has the value 0, the last one stays a
   * little above {@code end}.
   *
   * @param peak value at the end of the warm-up
   * @param end value that the cosine reaches after the last epoch
   * @param warmupEpochs epochs of warm-up; 0 = none
   * @param epochs epochs of the run, warm-up included
   */
  record WarmupCosine(double peak, double end, double warmupEpochs, double epochs)
      implements Schedule {
    @Override
    public double at(long update, long perEpoch) {
      double epoch = (double) update / perEpoch;
      if (epoch < warmupEpochs) {
        return peak * epoch / warmupEpochs;
      }
      return cosine(peak, end, (epoch - warmupEpochs) / (epochs - warmupEpochs));
    }
  }

  /**
   * Linear warm-up whose last update already has the peak value, then half a cosine over the
   * remaining updates (DINO and BEiT, utils.py, cosine_scheduler).
   *
   * @param start value of the first update of the warm-up
   * @param peak value at the end of the warm-up
   * @param end value that the cosine reaches after the last update
   * @param warmupEpochs epochs of warm-up; 0 = none
   * @param epochs epochs of the run, warm-up included
   */
  record SteppedCosine(double start, double peak, double end, int warmupEpochs, int epochs)
      implements Schedule {
    @Override
    public double at(long update, long perEpoch) {
      long warmup = warmupEpochs * perEpoch;
      if (update < warmup) {
        return warmup == 1 ? start : start + (peak - start) * update / (warmup - 1);
      }
      return cosine(peak, end, (double) (update - warmup) / (epochs * perEpoch - warmup));
    }
  }

  private static double cosine(double peak, double end, double share) {
    return end + (peak - end) * 0.5 * (1 + Math.cos(Math.PI * share));
  }
}
