package ai.lacuna.tokenizer.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.TrainLoader;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Json;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Precision;
import ai.lacuna.tokenizer.dvae.Dvae;
import ai.lacuna.training.Heartbeat;
import ai.lacuna.training.Layout;
import ai.lacuna.training.LoopResult;
import ai.lacuna.training.PrecisionProbe;
import ai.lacuna.training.Progress;
import ai.lacuna.training.RunRecord;
import ai.lacuna.training.StepSize;
import ai.lacuna.training.TrainingConfig;
import ai.lacuna.training.TrainingLoop;
import ai.lacuna.training.TrainingSummary;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a tokenizer: a {@link TokenizerJob} in, {@code tokenizer.safetensors}, {@code
 * tokenizer.json}, {@code events.jsonl} and {@code training.json} out. Resumes like a pre-training:
 * in float32 with the same number of threads, equal jobs end with equal bytes, whatever interrupted
 * them.
 */
public final class TokenizerTrainer {

  private static final String SECTION = "tokenizer";

  private final TokenizerJob job;

  /** A run that has not begun. */
  public TokenizerTrainer(TokenizerJob job) {
    this.job = job;
  }

  /**
   * Trains to the end and writes the results.
   *
   * @param progress told after every logged step
   * @return what {@code training.json} says
   * @throws LacunaException of kind CONFIG if the batch exceeds the data set or the work folder
   *     belongs to other settings, DIVERGED if a loss or gradient is not finite, INFRASTRUCTURE if
   *     files cannot be written or no step finishes for {@code stallMinutes}
   */
  public TrainingSummary run(Progress progress) {
    Problems problems = new Problems();
    job.training().checkData(job.dataset().rows(), problems.under(SECTION));
    problems.throwIfAny();
    double minutes = job.training().stallMinutes();
    Heartbeat heartbeat = new Heartbeat(Duration.ofMillis((long) (minutes * 60_000)));
    return heartbeat.watch("tokenizer-training", () -> attempt(progress, heartbeat));
  }

  private TrainingSummary attempt(Progress progress, Heartbeat heartbeat) {
    try {
      RunRecord run = RunRecord.begin(job.work(), identity(), job.training(), this::choose);
      heartbeat.beat();
      return train(run, progress, heartbeat);
    } catch (IOException e) {
      throw new LacunaException(
          LacunaException.Kind.INFRASTRUCTURE,
          List.of(
              new Problem(
                  job.work().toString(),
                  String.valueOf(e),
                  "readable and writable files",
                  "free space or mend the disk, then run again to go on from the last"
                      + " checkpoint")),
          e);
    }
  }

  private RunRecord.Choice choose() {
    TrainingConfig training = job.training();
    int threads = training.threadsHere();
    return RunRecord.Choice.of(
        PrecisionProbe.resolve(training, () -> fasterPrecision(threads)), threads);
  }

  private Precision fasterPrecision(int threads) {
    Layout layout = layout(threads);
    try (TrainLoader loader = loader(layout)) {
      return PrecisionProbe.faster(
          job.training(),
          layout,
          threads,
          (precision, manager) -> new DvaeTask(job, dvae(precision, manager), loader));
    }
  }

  private Layout layout(int threads) {
    double flopPerImage = 3 * 2 * job.design().multiplyAdds(); // backward is twice forward
    StepSize size = new StepSize(job.design().parameters(), flopPerImage);
    return Layout.of(SECTION, job.training(), LossScope.EACH_IMAGE, size, threads);
  }

  private Dvae dvae(Precision precision, NDManager manager) {
    return new Dvae(
        job.design(), job.settings().sampling(), new Streams(job.seed()), precision, manager);
  }

  private TrainLoader loader(Layout layout) {
    return new TrainLoader(
        job.dataset(),
        job.design().image(),
        List.of(job.view()),
        Optional.empty(),
        layout.microBatch(job.training().batch()),
        new Streams(job.seed()),
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  // Every setting that the result depends on.
  private Map<String, Object> identity() {
    ObjectNode training = Configs.toTree(job.training());
    training.remove(TrainingConfig.HOUSEKEEPING);
    return Map.of(
        "model",
        Configs.toTree(job.design().architecture()),
        "likelihood",
        job.design().likelihood(),
        "image",
        job.design().image(),
        "view",
        job.view().toString(),
        "settings",
        Configs.toTree(job.settings()),
        "training",
        training,
        "data",
        Map.of("digest", job.dataset().digest(), "rows", job.dataset().rows()),
        "seed",
        job.seed());
  }

  private TrainingSummary train(RunRecord run, Progress progress, Heartbeat heartbeat)
      throws IOException {
    Layout layout = layout(run.choice().threads());
    List<Device> devices = layout.devices();
    try (NDManager manager = Engine.newManager(devices.get(0));
        Dvae dvae = dvae(run.choice().arithmetic(), manager);
        TrainLoader loader = loader(layout)) {
      LoopResult result;
      try (TrainingLoop<DvaeTask.NoisyBatch> loop =
          new TrainingLoop<>(
              manager,
              devices.subList(1, devices.size()),
              new DvaeTask(job, dvae, loader),
              layout.applied(job.training()),
              run,
              job.seed(),
              job.work())) {
        result = loop.run(progress, heartbeat);
      }
      return write(dvae, run, layout, result);
    }
  }

  private TrainingSummary write(Dvae dvae, RunRecord run, Layout layout, LoopResult result)
      throws IOException {
    Files.createDirectories(job.output());
    dvae.save(job.output());
    Path events = job.work().resolve("events.jsonl");
    AtomicFiles.write(job.output().resolve("events.jsonl"), out -> Files.copy(events, out));
    TrainingSummary summary =
        TrainingSummary.of(
            job.training(), run, layout, result, job.dataset().rows(), dvae.weights().count());
    Json.write(job.output().resolve("training.json"), summary);
    return summary;
  }
}
