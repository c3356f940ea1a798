package ai.lacuna.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.model.Engine;
import ai.lacuna.training.checkpoint.Checkpoints;
import ai.lacuna.training.checkpoint.TensorMemory;
import ai.lacuna.training.checkpoint.TrainingState;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Trains a {@link TrainingTask} to the end of its epochs, from the beginning or from its newest
 * checkpoint. In float32 with the same number of threads the parameters end with the same bits,
 * however often the process was killed.
 *
 * @param <B> a micro-batch
 */
public final class TrainingLoop<B> implements AutoCloseable {

  private static final long FEW_PARAMETERS = 8_000_000;

  private final NDManager manager;
  private final TrainingTask<B> task;
  private final TrainingConfig config;
  private final RunRecord run;
  private final long seed;
  private final Path work;
  private final Replicas<B> replicas;
  private final Waves<B> waves;
  private final Gradients gradients;
  private final Optimizer optimizer;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final List<B> batches = new ArrayList<>();
  private final LossSums sums = new LossSums();
  private final Schedule learningRate;
  private final Schedule decay;
  private final int microBatches;
  private final long perEpoch;
  private final long steps;
  private final Clock clock = new Clock();

  /** On one device. */
  public TrainingLoop(
      NDManager parent,
      TrainingTask<B> task,
      TrainingConfig config,
      RunRecord run,
      long seed,
      Path work) {
    this(parent, List.of(), task, config, run, seed, work);
  }

  /**
   * @param parent closing it closes this
   * @param others devices for further copies of the task, one for each
   * @param task what is trained, its parameters at their initial values
   * @param config how
   * @param run from {@link RunRecord#begin}
   * @param seed the run's seed
   * @param work the run's work folder
   * @throws IllegalArgumentException if an epoch has no whole batch
   */
  public TrainingLoop(
      NDManager parent,
      List<Device> others,
      TrainingTask<B> task,
      TrainingConfig config,
      RunRecord run,
      long seed,
      Path work) {
    microBatches = config.accumulation() * (1 + others.size());
    perEpoch = task.microBatchesPerEpoch() / microBatches;
    if (perEpoch == 0) {
      throw new IllegalArgumentException(
          "an epoch of "
              + task.microBatchesPerEpoch()
              + " micro-batches has no update of "
              + microBatches);
    }
    this.task = task;
    this.config = config;
    this.run = run;
    this.seed = seed;
    this.work = work;
    steps = perEpoch * config.epochs();
    learningRate = config.learningRate();
    decay = config.decay();
    manager = parent.newSubManager();
    List<NDManager> places = others.stream().map(manager::newSubManager).toList();
    replicas = new Replicas<>(task, manager, places, run.choice().threads());
    waves = new Waves<>(task::load, replicas.count(), perEpoch * microBatches, config.epochs());
    gradients = replicas.first().gradients();
    optimizer =
        new Optimizer(
            manager,
            config.rule(),
            config.rules(task.layers(), task.freezes()).groups(task.parameters(), perEpoch),
            gradients);
    task.parameters().forEach((name, array) -> arrays.put("parameter." + name, array));
    task.buffers().forEach((name, array) -> arrays.put("buffer." + name, array));
    optimizer.state().forEach((name, array) -> arrays.put("optimizer." + name, array));
  }

  /** Updates that the whole run makes. */
  public long steps() {
    return steps;
  }

  /**
   * Trains to the end, on the calling thread.
   *
   * @param progress told after every logged step; if it throws, a last checkpoint is written
   * @param beat called after every step; may stop the run, at once or after a last checkpoint
   * @throws LacunaException of kind DIVERGED if a loss or gradient is not finite; of kind
   *     INFRASTRUCTURE if a checkpoint cannot be written
   */
  public LoopResult run(Progress progress, Beat beat) throws IOException {
    // Rounding depends on how sums are cut among threads; the setting is the calling thread's.
    Engine.setThreads(updateThreads());
    restore();
    Checkpoints checkpoints = RunRecord.checkpoints(work, config);
    Path events = work.resolve("events.jsonl");
    try (CheckpointWriter writer = new CheckpointWriter(checkpoints);
        EventLog log = EventLog.resume(events, optimizer.updates())) {
      clock.begin(optimizer.updates());
      while (optimizer.updates() < steps) {
        double norm = step();
        boolean stopping = beat.stopRequested();
        if (!stopping) {
          beat.beat();
        }
        long made = optimizer.updates();
        clock.step(config.batch());
        boolean last = made == steps;
        if (made % config.logEverySteps() == 0 || last) {
          Event event = event(norm);
          log.append(event);
          sums.clear();
          try {
            progress.update((double) made / steps, clock.line(event, config.epochs(), steps));
          } catch (RuntimeException stop) {
            lastCheckpoint(writer);
            throw stop;
          }
        }
        if (last || stopping) {
          lastCheckpoint(writer);
        } else if (checkpointDue(made)) {
          writer.write(state(), TensorMemory.snapshot(arrays));
          clock.checkpointed();
        }
        if (stopping) {
          beat.beat();
        }
      }
    }
    return result(EventLog.read(events));
  }

  // Where copies compute the losses, this thread only moves parameters, and waking others for a
  // few of them takes longer than that.
  private int updateThreads() {
    long parameters = task.parameters().values().stream().mapToLong(NDArray::size).sum();
    return replicas.count() > 1 && parameters < FEW_PARAMETERS ? 1 : run.choice().threads();
  }

  // Nothing changes any more while it is written, so nothing is copied for it.
  private void lastCheckpoint(CheckpointWriter writer) {
    writer.write(state(), TensorMemory.view(arrays));
    writer.await();
    clock.checkpointed();
  }

  private void restore() throws IOException {
    Optional<Checkpoints.Found> found = run.checkpoint();
    if (found.isEmpty()) {
      return;
    }
    TrainingState state = found.get().state();
    try (TensorMemory memory = new TensorMemory(manager);
        SafetensorsFile file = SafetensorsFile.open(found.get().tensors())) {
      memory.restore(arrays, file);
    }
    optimizer.resumeAfter(state.step());
    sums.set(state.sums());
    clock.resume(state.seconds());
  }

  // One update: losses and gradients of every micro-batch, clipping, optimizer.
  private double step() throws IOException {
    long number = optimizer.updates();
    Moment now = moment(number);
    task.beforeLoss(now);
    replicas.synchronise();
    StepLosses losses = accumulate(number, now);
    replicas.reduce();
    double norm = gradients.norm();
    if (!Double.isFinite(norm)) {
      String what =
          gradients.firstNotFinite().map(n -> "gradient of " + n).orElse("norm of the gradient");
      throw Divergence.report(task, what, norm, number + 1, batches, work);
    }
    if (config.clipNorm() > 0) {
      clip(norm);
    }
    optimizer.update(learningRate.at(now), decay.at(now));
    gradients.zero();
    task.afterUpdate(now);
    sums.add(losses);
    return norm;
  }

  // Gradients of the update's micro-batches, a wave of one for each replica after the other; the
  // order of the micro-batches, and of each replica's sums, is always the same.
  private StepLosses accumulate(long number, Moment now) throws IOException {
    batches.clear();
    for (int k = 0; k < config.accumulation(); k++) {
      long begun = System.nanoTime();
      List<B> wave = waves.get(number * config.accumulation() + k);
      clock.waited(Math.max(begun, replicas.idleSince()));
      batches.addAll(wave);
      // Dividing the gradient makes the sum over micro-batches the mean over the whole batch.
      replicas.start(wave, now, 1f / microBatches);
    }
    Map<String, Double> parts = new TreeMap<>();
    double total = 0;
    for (StepLosses losses : replicas.finish()) {
      requireFinite(losses);
      total += losses.total() / microBatches;
      losses.parts().forEach((n, v) -> parts.merge(n, v / microBatches, Double::sum));
    }
    return new StepLosses(total, parts);
  }

  private Moment moment(long update) {
    return new Moment(update, perEpoch, config.epochs());
  }

  private void clip(double norm) {
    switch (config.clipping()) {
      case GLOBAL -> gradients.clip(norm, config.clipNorm());
      case PER_PARAMETER -> gradients.clipEach(config.clipNorm());
    }
  }

  private void requireFinite(StepLosses losses) throws IOException {
    Map<String, Double> named = new LinkedHashMap<>();
    losses.parts().forEach((name, value) -> named.put("loss " + name, value));
    named.put("total loss", losses.total());
    for (Map.Entry<String, Double> loss : named.entrySet()) {
      if (!Double.isFinite(loss.getValue())) {
        throw Divergence.report(
            task, loss.getKey(), loss.getValue(), optimizer.updates() + 1, batches, work);
      }
    }
  }

  private boolean checkpointDue(long made) {
    boolean bySteps =
        config.checkpointEverySteps() > 0 && made % config.checkpointEverySteps() == 0;
    return bySteps || clock.checkpointDue(config.checkpointEveryMinutes());
  }

  private TrainingState state() {
    long made = optimizer.updates();
    return new TrainingState(
        made,
        made / perEpoch,
        made % perEpoch,
        made % perEpoch * microBatches,
        seed,
        run.identity(),
        run.choice().precision(),
        run.choice().threads(),
        clock.seconds(),
        sums.get());
  }

  private Event event(double norm) {
    long made = optimizer.updates();
    double rate = learningRate.at(moment(made - 1));
    return clock.event(made, (double) made / perEpoch, sums, rate, norm);
  }

  private LoopResult result(List<Event> events) {
    double[] speeds = events.stream().mapToDouble(Event::imagesPerSecond).sorted().toArray();
    double median = (speeds[(speeds.length - 1) / 2] + speeds[speeds.length / 2]) / 2;
    double wait = events.stream().mapToDouble(Event::dataWait).average().orElse(0);
    return new LoopResult(
        steps, clock.seconds(), median, events.get(events.size() - 1).loss(), wait);
  }

  @Override
  public void close() {
    waves.close();
    replicas.close();
    manager.close();
  }
}
