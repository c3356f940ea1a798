package ai.lacuna.training;

import ai.lacuna.api.Plan;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.Clipping;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.OptimizerSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.VectorDecay;
import ai.lacuna.api.schedule.RateCurve;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Recompute;
import ai.lacuna.training.optimizer.LayerDecay;
import ai.lacuna.training.optimizer.ParameterRules;
import ai.lacuna.training.optimizer.UpdateRule;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How an encoder is pre-trained. An objective's published values are the defaults, see {@link
 * #of(TrainingDefaults)}.
 */
public record TrainingConfig(
    @Doc("Passes over the training set.") @Range("[1, )") int epochs,
    @Doc("Images per update.") @Range("[1, )") int batch,
    @Doc(
            "Micro-batches that one update is computed in; divides batch. The result is that of 1."
                + " On a CPU there may be a multiple of it, where that costs no time.")
        @Range("[1, )")
        int accumulation,
    @Doc("Learning rate per 256 images; the rate used is this times batch / 256.") @Range("(0, )")
        double baseLearningRate,
    @Doc("The rate that a cosine ends at.") @Range("[0, )") double minLearningRate,
    @Doc("Epochs of linear warm-up; fractions are fine.") @Range("[0, )") double warmupEpochs,
    @Doc("Form of the learning rate's way: {type: cosine}, or another type.") RateCurve schedule,
    @Doc("What moves the parameters: {type: adamw, beta1: 0.9, …}, or another type.")
        OptimizerSpec optimizer,
    @Doc("Weight decay.") @Range("[0, )") double weightDecay,
    @Doc("What weightDecay is multiplied by at the end, on half a cosine; 1 = it is constant.")
        @Range("[0, )")
        double finalDecayFactor,
    @Doc("Whether biases and parameters with one axis decay: exempt, or applied.")
        VectorDecay vectorDecay,
    @Doc("Further parameters without weight decay, by name; * stands for any characters.")
        List<String> decayExempt,
    @Doc("Learning rate of each layer of the encoder over that of the next one; 1 = all alike.")
        @Range("(0, 1]")
        double layerDecay,
    @Doc("Largest gradient norm; 0 = no clipping.") @Range("[0, )") double clipNorm,
    @Doc("What clipNorm bounds: global = all gradients together, per-parameter = each by itself.")
        Clipping clipping,
    @Doc("Chance that a branch of the encoder's last block is left out of a step; the first has 0.")
        @Range("[0, 1)")
        double dropPath,
    @Doc(
            "Arithmetic of the network: float32, bfloat16, or auto = what a few timed steps find"
                + " faster; a run keeps what it began with.")
        PrecisionChoice precision,
    @Doc(
            "What a step computes twice instead of keeping it in memory: nothing, or blocks = the"
                + " inside of transformers' blocks.")
        Recompute recompute,
    @Doc(
            "Where it trains: auto = all GPUs, else the CPU; cpu = a copy of the network for each"
                + " thread; gpu = one on each GPU; or a list such as [gpu:0, gpu:1], with a name for"
                + " each copy. The copies divide the batch.")
        List<String> devices,
    @Doc("Threads that compute; 0 = all cores. A run keeps what it began with.") @Range("[0, )")
        int threads,
    @Doc("Updates between checkpoints; 0 = by time only.") @Range("[0, )") int checkpointEverySteps,
    @Doc("Minutes between checkpoints; 0 = by steps only.") @Range("[0, )")
        double checkpointEveryMinutes,
    @Doc("How many complete checkpoints stay.") @Range("[1, )") int keepCheckpoints,
    @Doc("Updates between two lines of events.jsonl.") @Range("[1, )") int logEverySteps,
    @Doc("Minutes without a finished step after which the attempt is given up.") @Range("(0, )")
        double stallMinutes)
    implements Config {

  public TrainingConfig {
    decayExempt = List.copyOf(decayExempt);
    devices = List.copyOf(devices);
  }

  /**
   * The settings that the result does not depend on, beyond rounding: when something is written,
   * which devices divide the batch, and what is computed twice.
   */
  public static final Set<String> HOUSEKEEPING =
      Set.of(
          "checkpointEverySteps",
          "checkpointEveryMinutes",
          "devices",
          "keepCheckpoints",
          "logEverySteps",
          "recompute",
          "stallMinutes");

  /** What {@code precision} may be. */
  public enum PrecisionChoice {
    AUTO,
    FLOAT32,
    BFLOAT16
  }

  /** MAE's published settings. */
  public static TrainingConfig defaults() {
    return of(new TrainingDefaults(800, 4096, 1.5e-4, 0, 40, 0.05, 0.9, 0.95, 0));
  }

  /** An objective's published settings, and this engine's own choices for the rest. */
  public static TrainingConfig of(TrainingDefaults published) {
    return new TrainingConfig(
        published.epochs(),
        published.batch(),
        1,
        published.baseLearningRate(),
        published.minLearningRate(),
        published.warmupEpochs(),
        published.schedule(),
        published.optimizer(),
        published.weightDecay(),
        published.finalDecayFactor(),
        published.vectorDecay(),
        published.decayExempt().stream().map(NamePattern::text).toList(),
        1,
        published.clipNorm(),
        published.clipping(),
        published.dropPath(),
        PrecisionChoice.AUTO,
        Recompute.NOTHING,
        List.of("auto"),
        0,
        500,
        5,
        2,
        10,
        30);
  }

  @Override
  public void check(Problems problems) {
    problems.require(
        batch % accumulation == 0,
        "accumulation",
        accumulation,
        "a divisor of batch (" + batch + ")");
    if (batch % accumulation == 0) {
      Devices.check(this, problems);
    }
    problems.require(
        warmupEpochs <= epochs, "warmupEpochs", warmupEpochs, "at most epochs (" + epochs + ")");
    problems.require(
        !(schedule instanceof RateCurve.SteppedCosine) || warmupEpochs == Math.rint(warmupEpochs),
        "warmupEpochs",
        warmupEpochs,
        "a whole number, as the schedule stepped-cosine counts updates");
    problems.require(
        minLearningRate <= peakLearningRate(),
        "minLearningRate",
        minLearningRate,
        "at most the peak rate baseLearningRate * batch / 256 = " + peakLearningRate());
  }

  /**
   * Adds what a backbone cannot do.
   *
   * @param problems receives what is wrong
   */
  public void checkBackbone(BackboneConfig backbone, Problems problems) {
    problems.require(
        recompute == Recompute.NOTHING || backbone.recomputes(),
        "recompute",
        recompute.name().toLowerCase(Locale.ROOT),
        "nothing, as backbones of type "
            + backbone.type()
            + " keep all that they compute; a larger accumulation saves memory as well");
  }

  /**
   * Adds what a data set is too small for.
   *
   * @param images to train on
   * @param problems receives what is wrong
   */
  public void checkData(long images, Problems problems) {
    if (images < batch) {
      problems.add(
          "batch",
          batch,
          "at most the number of training images (" + images + ")",
          "lower the batch or bring more images");
    }
  }

  /**
   * Adds what a plan's loss does not allow.
   *
   * @param problems receives what is wrong
   */
  public void checkPlan(Plan plan, Problems problems) {
    problems.require(
        plan.lossScope() != LossScope.WHOLE_BATCH || accumulation == 1,
        "accumulation",
        accumulation,
        "1, as the objective compares the images of a batch with each other");
    problems.require(
        plan.lossScope() != LossScope.WHOLE_BATCH || devices.size() == 1,
        "devices",
        devices,
        "one, as the objective compares the images of a batch with each other");
  }

  /** This with another accumulation. */
  TrainingConfig withAccumulation(int micro) {
    return with(micro, recompute);
  }

  /** This with something else computed twice. */
  TrainingConfig withRecompute(Recompute other) {
    return with(accumulation, other);
  }

  private TrainingConfig with(int micro, Recompute recomputed) {
    return new TrainingConfig(
        epochs,
        batch,
        micro,
        baseLearningRate,
        minLearningRate,
        warmupEpochs,
        schedule,
        optimizer,
        weightDecay,
        finalDecayFactor,
        vectorDecay,
        decayExempt,
        layerDecay,
        clipNorm,
        clipping,
        dropPath,
        precision,
        recomputed,
        devices,
        threads,
        checkpointEverySteps,
        checkpointEveryMinutes,
        keepCheckpoints,
        logEverySteps,
        stallMinutes);
  }

  /** The largest rate of the schedule: {@code baseLearningRate · batch / 256}. */
  public double peakLearningRate() {
    return baseLearningRate * batch / 256;
  }

  /** Threads that compute, if a run begins on this machine. */
  public int threadsHere() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** Images of an update that are computed at a time, over all devices. */
  public int microBatch() {
    return batch / accumulation;
  }

  /** The learning rate over the run. */
  public Schedule learningRate() {
    return schedule.schedule(peakLearningRate(), minLearningRate, warmupEpochs);
  }

  /** The weight decay over the run. */
  public Schedule decay() {
    // A cosine between equal ends is equal to them up to rounding only.
    return finalDecayFactor == 1
        ? new Schedule.Constant(weightDecay)
        : new Schedule.SteppedCosine(0, weightDecay, weightDecay * finalDecayFactor, 0);
  }

  /**
   * How parameters are treated.
   *
   * @param layers names of the layers whose learning rates decay, the one at the input first
   * @param freezes parameters that sit out the first epochs
   */
  public ParameterRules rules(List<List<NamePattern>> layers, List<Freeze> freezes) {
    return new ParameterRules(
        vectorDecay,
        decayExempt.stream().map(NamePattern::new).toList(),
        layerDecay == 1 ? LayerDecay.NONE : new LayerDecay(layerDecay, layers),
        freezes);
  }

  /** The optimizer's rule. */
  public UpdateRule rule() {
    return UpdateRule.of(optimizer, weightDecay);
  }
}
