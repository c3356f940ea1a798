package ai.lacuna.api.schedule;

import java.util.List;

/**
 * A value that changes from update to update: learning rate, weight decay, momentum, temperature.
 * The length of the run is not part of it, so that a recipe may change that alone.
 */
public sealed interface Schedule {

  /** The value for the update that is made at a moment. */
  double at(Moment moment);

  /** The same value always. */
  record Constant(double value) implements Schedule {
    @Override
    public double at(Moment moment) {
      return value;
    }
  }

  /**
   * Linear warm-up from 0, then half a cosine, over the exact epoch fraction (MAE,
   * util/lr_sched.py): the first update has the value 0, the last one stays a little above {@code
   * end}.
   *
   * @param peak value at the end of the warm-up
   * @param end value that the cosine reaches after the last epoch
   * @param warmupEpochs epochs of warm-up; 0 = none
   */
  record WarmupCosine(double peak, double end, double warmupEpochs) implements Schedule {
    @Override
    public double at(Moment moment) {
      double epoch = moment.epoch();
      if (epoch < warmupEpochs) {
        return peak * epoch / warmupEpochs;
      }
      return cosine(peak, end, (epoch - warmupEpochs) / (moment.epochs() - warmupEpochs));
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
   */
  record SteppedCosine(double start, double peak, double end, int warmupEpochs)
      implements Schedule {
    @Override
    public double at(Moment moment) {
      long warmup = warmupEpochs * moment.perEpoch();
      long update = moment.update();
      if (update < warmup) {
        return warmup == 1 ? start : start + (peak - start) * update / (warmup - 1);
      }
      return cosine(peak, end, (update - warmup) / (moment.updates() - warmup));
    }
  }

  /**
   * A straight line over counted updates, then constant: the momentum of data2vec's teacher (paper,
   * section 3.3; engine_for_cyclical.py).
   *
   * @param start value of the first update
   * @param end value from update {@code updates} on
   * @param updates from the one value to the other; 0 = {@code end} always
   */
  record Ramp(double start, double end, long updates) implements Schedule {
    @Override
    public double at(Moment moment) {
      long update = moment.update();
      return update >= updates ? end : start + (end - start) * update / updates;
    }
  }

  /**
   * Steps of equal height, one an epoch, then constant: the temperature of DINO's teacher
   * (main_dino.py, DINOLoss).
   *
   * @param start value in the first epoch
   * @param end value from epoch {@code epochs - 1} on
   * @param epochs epochs from the one value to the other; 0 = {@code end} always
   */
  record EpochSteps(double start, double end, int epochs) implements Schedule {
    @Override
    public double at(Moment moment) {
      long epoch = moment.update() / moment.perEpoch();
      if (epoch >= epochs) {
        return end;
      }
      return epochs == 1 ? start : start + (end - start) * epoch / (epochs - 1);
    }
  }

  /**
   * Linear warm-up, then the peak, multiplied by a factor at every milestone (SimMIM,
   * lr_scheduler.py, MultiStepLRScheduler).
   *
   * @param start value of the first update of the warm-up
   * @param peak value at the end of the warm-up
   * @param epochs the milestones, rising
   * @param factor what the value is multiplied by at each
   * @param warmupEpochs epochs of warm-up; 0 = none
   */
  record Milestones(
      double start, double peak, List<Integer> epochs, double factor, double warmupEpochs)
      implements Schedule {

    public Milestones {
      epochs = List.copyOf(epochs);
    }

    @Override
    public double at(Moment moment) {
      double epoch = moment.epoch();
      if (epoch < warmupEpochs) {
        return start + (peak - start) * epoch / warmupEpochs;
      }
      return peak * Math.pow(factor, epochs.stream().filter(e -> e <= epoch).count());
    }
  }

  private static double cosine(double peak, double end, double share) {
    return end + (peak - end) * 0.5 * (1 + Math.cos(Math.PI * share));
  }
}
