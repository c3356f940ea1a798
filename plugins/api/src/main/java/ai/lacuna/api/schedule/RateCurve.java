package ai.lacuna.api.schedule;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;
import java.util.List;

/**
 * The form of a learning rate's way through a run, as a recipe writes it: a linear warm-up and what
 * comes after it. Peak, end and length of the warm-up are settings of their own.
 *
 * <p>A recipe chooses by the key {@code type}.
 */
public sealed interface RateCurve extends Config {

  /** The cosine of MAE. */
  static RateCurve defaults() {
    return Cosine.defaults();
  }

  /**
   * The learning rate over a run.
   *
   * @param peak the rate at the end of the warm-up
   * @param end the rate at the end of the run, where the curve has one
   * @param warmupEpochs epochs of warm-up; 0 = none
   */
  Schedule schedule(double peak, double end, double warmupEpochs);

  /**
   * Warm-up from 0 and half a cosine over the exact epoch fraction, {@link Schedule.WarmupCosine}.
   */
  @TypeName("cosine")
  record Cosine() implements RateCurve {

    /** The only one. */
    public static Cosine defaults() {
      return new Cosine();
    }

    @Override
    public Schedule schedule(double peak, double end, double warmupEpochs) {
      return new Schedule.WarmupCosine(peak, end, warmupEpochs);
    }
  }

  /**
   * Half a cosine over counted updates, {@link Schedule.SteppedCosine}, as the codes of BEiT, DINO
   * and iBOT have it. The warm-up takes whole epochs.
   *
   * @param start the rate of the first update
   */
  @TypeName("stepped-cosine")
  record SteppedCosine(
      @Doc("Learning rate of the first update of the warm-up.") @Range("[0, )") double start)
      implements RateCurve {

    /** From 0. */
    public static SteppedCosine defaults() {
      return new SteppedCosine(0);
    }

    @Override
    public Schedule schedule(double peak, double end, double warmupEpochs) {
      return new Schedule.SteppedCosine(start, peak, end, (int) warmupEpochs);
    }
  }

  /**
   * The peak, multiplied by a factor whenever a milestone is reached, {@link Schedule.Milestones}.
   *
   * @param start the rate of the first update of the warm-up
   * @param epochs the milestones
   * @param factor in (0, 1]
   */
  @TypeName("milestones")
  record Milestones(
      @Doc("Learning rate of the first update of the warm-up.") @Range("[0, )") double start,
      @Doc("Epochs after which the rate is multiplied by factor, in rising order.") @Range("[1, )")
          List<Integer> epochs,
      @Doc("What the rate is multiplied by at each milestone.") @Range("(0, 1]") double factor)
      implements RateCurve {

    public Milestones {
      epochs = List.copyOf(epochs);
    }

    /** A tenth from epoch 700 on, as SimMIM's 800 epochs of Swin. */
    public static Milestones defaults() {
      return new Milestones(0, List.of(700), 0.1);
    }

    @Override
    public void check(Problems problems) {
      List<Integer> rising = epochs.stream().sorted().distinct().toList();
      problems.require(
          epochs.equals(rising), "epochs", epochs, "rising numbers, such as " + rising);
    }

    @Override
    public Schedule schedule(double peak, double end, double warmupEpochs) {
      return new Schedule.Milestones(start, peak, epochs, factor, warmupEpochs);
    }
  }

  /** Warm-up from 0, then the peak to the end. */
  @TypeName("constant")
  record Constant() implements RateCurve {

    /** The only one. */
    public static Constant defaults() {
      return new Constant();
    }

    @Override
    public Schedule schedule(double peak, double end, double warmupEpochs) {
      return new Schedule.WarmupCosine(peak, peak, warmupEpochs);
    }
  }
}
