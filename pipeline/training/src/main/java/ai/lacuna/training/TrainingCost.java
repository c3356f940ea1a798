package ai.lacuna.training;

import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Precision;
import ai.lacuna.model.Recompute;
import ai.lacuna.model.cost.StepCost;
import ai.lacuna.model.cost.StepMemory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What a whole pre-training is planned to take, counted without a device.
 *
 * @param step what a step takes for an image; says what is counted
 * @param training how it is trained, in as many micro-batches as this processor would take
 * @param scope what the loss of a batch is made of
 * @param copies of the network that divide a micro-batch, see {@link #memory()}
 * @param steps updates of the run
 * @param recomputed what a step would take if blocks were computed twice; empty if they are, or
 *     cannot be
 */
public record TrainingCost(
    StepCost step,
    TrainingConfig training,
    LossScope scope,
    int copies,
    long steps,
    Optional<StepCost> recomputed) {

  /**
   * Counts.
   *
   * @param backbone the encoder's architecture, already checked
   * @param channels of the images
   * @param plan the objective's needs
   * @param training how to train, already checked
   * @param images in the training set
   */
  public static TrainingCost of(
      BackboneConfig backbone, int channels, Plan plan, TrainingConfig training, long images) {
    long steps = images / training.batch() * training.epochs();
    StepCost step = StepCost.of(backbone, backbone.shape(channels), plan, training.recompute());
    int copies = Devices.planned(training, plan.lossScope());
    TrainingConfig divided =
        onGpus(training) || plan.lossScope() != LossScope.EACH_IMAGE
            ? training
            : training.withAccumulation(Layout.accumulation(training, copies, StepSize.of(step)));
    boolean possible = backbone.recomputes() && training.recompute() == Recompute.NOTHING;
    Optional<StepCost> recomputed =
        possible
            ? Optional.of(StepCost.of(backbone, backbone.shape(channels), plan, Recompute.BLOCKS))
            : Optional.empty();
    return new TrainingCost(step, divided, plan.lossScope(), copies, steps, recomputed);
  }

  /** The same training with its blocks computed twice; empty if they are, or cannot be. */
  public Optional<TrainingCost> recomputing() {
    return recomputed.map(
        other ->
            new TrainingCost(
                other,
                training.withRecompute(Recompute.BLOCKS),
                scope,
                copies,
                steps,
                Optional.empty()));
  }

  /** Whether the settings ask for GPUs; automatically chosen devices are taken for the CPU. */
  public boolean onGpus() {
    return onGpus(training);
  }

  private static boolean onGpus(TrainingConfig training) {
    return training.devices().stream().anyMatch(name -> name.startsWith("gpu"));
  }

  /** Floating-point operations of the run. */
  public double flop() {
    return step.flopPerImage() * steps * training.batch();
  }

  /**
   * What a step holds in memory, for each precision that may compute: on the CPU of all copies of
   * the network together, on GPUs of the first one. Where the settings do not say how many there
   * are, it is as many as this processor would have, or one GPU.
   */
  public Map<Precision, StepMemory> memory() {
    return memory(training.accumulation());
  }

  /** As {@link #memory()}, with the batch in another number of micro-batches. */
  public Map<Precision, StepMemory> memory(int accumulation) {
    int microBatch = training.batch() / accumulation / copies;
    int moments = training.rule().moments().size();
    Map<Precision, StepMemory> memory = new EnumMap<>(Precision.class);
    for (Precision precision : precisions()) {
      StepMemory one = step.memory(precision, microBatch, moments);
      memory.put(precision, onGpus() ? one : one.copies(copies));
    }
    return memory;
  }

  private List<Precision> precisions() {
    return switch (training.precision()) {
      case FLOAT32 -> List.of(Precision.FLOAT32);
      case BFLOAT16 -> List.of(Precision.BFLOAT16);
      case AUTO -> List.of(Precision.FLOAT32, Precision.BFLOAT16);
    };
  }

  /** Bytes that the process takes on the CPU, in the precision that takes most. */
  public double peakBytes() {
    return peakBytes(training.accumulation());
  }

  /** As {@link #peakBytes()}, with the batch in another number of micro-batches. */
  public double peakBytes(int accumulation) {
    return memory(accumulation).values().stream().mapToDouble(StepMemory::total).max().orElse(0);
  }

  /** The smallest {@code accumulation} with which training takes at most so many bytes. */
  public OptionalInt accumulationWithin(double bytes) {
    return accumulations().filter(a -> peakBytes(a) <= bytes).findFirst();
  }

  /** What {@code accumulation} may be from its present value on, rising. */
  public IntStream accumulations() {
    if (scope == LossScope.WHOLE_BATCH) {
      return IntStream.of(training.accumulation());
    }
    return IntStream.rangeClosed(training.accumulation(), training.batch())
        .filter(a -> training.batch() % (a * copies) == 0);
  }
}
