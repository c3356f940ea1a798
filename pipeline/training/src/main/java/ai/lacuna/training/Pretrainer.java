package ai.lacuna.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Json;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Pre-trains an encoder: a {@link PretrainJob} in, these files out:
 *
 * <ul>
 *   <li>{@code encoder.safetensors} and {@code encoder.json}, equal for equal jobs in float32 with
 *       equally many threads, whatever interrupted the run
 *   <li>{@code events.jsonl}, one {@link Event} a line; {@code training.json}, a {@link
 *       TrainingSummary}
 *   <li>{@code samples/}, for objectives that reconstruct images
 * </ul>
 *
 * <p>A run that is told to end (SIGTERM, an interrupt) writes a last checkpoint first. The process
 * may also be killed at any moment: running the same job again goes on from the newest complete
 * checkpoint in its work folder. One attempt at a time may use a work folder.
 */
public final class Pretrainer {

  static final String SECTION = "pretrain";

  private final PretrainJob job;

  /**
   * A run that has not begun.
   *
   * @param job what to do
   */
  public Pretrainer(PretrainJob job) {
    this.job = job;
  }

  /**
   * Trains to the end and writes the results.
   *
   * @param progress told after every logged step
   * @return what {@code training.json} says
   * @throws LacunaException of kind CONFIG if the batch exceeds the data set or the memory, the
   *     objective's loss cannot be computed in parts, the backbone cannot recompute, or the work
   *     folder belongs to other settings, DIVERGED if a loss or gradient is not finite,
   *     INFRASTRUCTURE if files cannot be written, if memory was short only for a while, or if no
   *     step finishes for {@code stallMinutes}
   */
  public TrainingSummary run(Progress progress) {
    TrainingConfig config = job.training();
    Problems problems = new Problems();
    config.checkData(job.dataset().rows(), problems.under(SECTION));
    config.checkPlan(job.plan(), problems.under(SECTION));
    config.checkBackbone(job.backbone(), problems.under(SECTION));
    problems.throwIfAny();
    Heartbeat heartbeat = new Heartbeat(Duration.ofMillis((long) (config.stallMinutes() * 60_000)));
    return heartbeat.watch("pre-training", () -> attempt(progress, heartbeat));
  }

  private TrainingSummary attempt(Progress progress, Heartbeat heartbeat) {
    try {
      RunRecord run = RunRecord.begin(job.work(), job.identity(), job.training(), this::choose);
      heartbeat.beat();
      return train(run, progress, heartbeat);
    } catch (IOException e) {
      throw unwritable(e);
    } catch (UncheckedIOException e) {
      throw unwritable(new IOException(e));
    } catch (RuntimeException | OutOfMemoryError e) {
      if (OutOfMemory.is(e)) {
        heartbeat.beat();
        throw new OutOfMemory(job, heartbeat).explain(e);
      }
      throw e;
    }
  }

  private RunRecord.Choice choose() {
    TrainingConfig config = job.training();
    int threads = config.threadsHere();
    return RunRecord.Choice.of(
        PrecisionProbe.resolve(config, () -> fasterPrecision(threads)), threads);
  }

  private Precision fasterPrecision(int threads) {
    Layout layout = Layout.of(job, threads);
    TrainingConfig config = job.training();
    try (MicroBatches images = new MicroBatches(job, layout.microBatch(config.batch()))) {
      return PrecisionProbe.faster(
          config,
          layout,
          threads,
          (precision, manager) -> PretrainTask.create(job, precision, images, manager));
    }
  }

  private TrainingSummary train(RunRecord run, Progress progress, Heartbeat heartbeat)
      throws IOException {
    Precision precision = run.choice().arithmetic();
    Streams streams = new Streams(job.seed());
    Layout layout = Layout.of(job, run.choice().threads());
    List<Device> devices = layout.devices();
    if (devices.size() > 1 && job.plan().lossScope() == LossScope.WHOLE_BATCH) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          SECTION + ".devices",
          devices.size() + " of them",
          "one, as the objective compares the images of a batch with each other",
          "name one, such as devices: ['gpu:0']");
    }
    try (NDManager manager = Engine.newManager(devices.get(0));
        Network network =
            Network.create(
                job.backbone(),
                job.image(),
                job.plan(),
                streams,
                precision,
                job.training().recompute(),
                manager);
        MicroBatches images = new MicroBatches(job, layout.microBatch(job.training().batch()))) {
      PretrainTask task = new PretrainTask(job, network, images, manager);
      List<Device> others = devices.subList(1, devices.size());
      LoopResult result;
      try (TrainingLoop<MaskedBatch> loop =
          new TrainingLoop<>(
              manager, others, task, layout.applied(job.training()), run, job.seed(), job.work())) {
        result = loop.run(progress, heartbeat);
      }
      return write(network, run, layout, result);
    }
  }

  private TrainingSummary write(Network network, RunRecord run, Layout layout, LoopResult result)
      throws IOException {
    Files.createDirectories(job.output());
    network.parametersChanged(); // by the last update
    network.saveEncoder(job.output(), job.preprocessing());
    Samples.write(job, network, layout.devices().get(0), job.output().resolve("samples"));
    Path events = job.work().resolve("events.jsonl");
    AtomicFiles.write(job.output().resolve("events.jsonl"), out -> Files.copy(events, out));
    TrainingSummary summary =
        TrainingSummary.of(
            job.training(), run, layout, result, job.dataset().rows(), network.weights().count());
    Json.write(job.output().resolve("training.json"), summary);
    return summary;
  }

  private LacunaException unwritable(IOException cause) {
    return new LacunaException(
        LacunaException.Kind.INFRASTRUCTURE,
        List.of(
            new Problem(
                job.work().toString(),
                String.valueOf(cause),
                "readable and writable files",
                "free space or mend the disk, then run again to go on from the last checkpoint")),
        cause);
  }
}
