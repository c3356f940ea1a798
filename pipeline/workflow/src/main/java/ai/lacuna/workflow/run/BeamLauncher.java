package ai.lacuna.workflow.run;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.Stage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHints;

/** Runs one stage as one Beam pipeline and waits for its end. */
final class BeamLauncher {

  private static final Map<String, String> RUNNERS =
      new TreeMap<>(
          Map.of(
              "direct", "DirectRunner",
              "flink", "FlinkRunner",
              "spark", "SparkRunner",
              "dataflow", "DataflowRunner"));

  private final RunSettings settings;

  BeamLauncher(RunSettings settings) {
    this.settings = settings;
  }

  /** One element: the whole stage. */
  void runWhole(StageJob job, Stage.Load load) {
    Pipeline pipeline = Pipeline.create(options(job, 1));
    pipeline
        .apply("Job", Create.of(List.of(job.toJson())).withCoder(StringUtf8Coder.of()))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Run", ParDo.of(new WholeFn()).setResourceHints(hints(load)));
    finish(job, pipeline);
  }

  /** One element per shard; the keys of {@code shards} are their places in the stage's list. */
  void runShards(StageJob job, Map<Integer, JsonNode> shards) {
    List<String> elements = new ArrayList<>();
    shards.forEach((index, shard) -> elements.add(Json.line(new ShardElement(index, shard))));
    Pipeline pipeline = Pipeline.create(options(job, shards.size()));
    pipeline
        .apply("Shards", Create.of(elements).withCoder(StringUtf8Coder.of()))
        // Without it Flink fuses the shards onto one task.
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Run", ParDo.of(new ShardFn(job.toJson())));
    finish(job, pipeline);
  }

  private void finish(StageJob job, Pipeline pipeline) {
    PipelineResult.State state = pipeline.run().waitUntilFinish();
    if (state != PipelineResult.State.DONE) {
      throw new LacunaException(
          LacunaException.Kind.INFRASTRUCTURE,
          "stage " + job.id(),
          "a pipeline that ended as " + state,
          PipelineResult.State.DONE.toString(),
          "see the runner's own log");
    }
  }

  PipelineOptions options(StageJob job, int elements) {
    List<String> args = new ArrayList<>();
    args.add("--runner=" + RUNNERS.getOrDefault(settings.runner(), settings.runner()));
    args.add("--jobName=lacuna-" + job.id().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
    if (settings.runner().equals("direct")) {
      // DirectRunner's driver spins on any worker thread that has nothing to do, at the cost of a
      // core. With no more threads than elements there is none: the driver waits in the queue.
      args.add("--targetParallelism=" + Math.max(1, Math.min(settings.threads(), elements)));
      // Elements are short texts of our own: checking them for mutation only costs time.
      args.add("--enforceImmutability=false");
      args.add("--enforceEncodability=false");
    }
    settings.runnerOptions().forEach(option -> args.add("--" + option));
    try {
      return PipelineOptionsFactory.fromArgs(args.toArray(String[]::new)).create();
    } catch (IllegalArgumentException e) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "--runner",
          settings.runner(),
          "a runner that is installed, one of " + String.join(", ", RUNNERS.keySet()),
          String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + "; add the runner's jars to the distribution's lib folder");
    }
  }

  private ResourceHints hints(Stage.Load load) {
    boolean accelerated = load == Stage.Load.HEAVY && !settings.device().equals("cpu");
    return accelerated
        ? ResourceHints.create().withAccelerator("type:nvidia;count:1;install-nvidia-driver")
        : ResourceHints.create();
  }

  /** A shard and its place in the stage's list. */
  record ShardElement(int index, JsonNode shard) {}

  /** Runs a whole stage. */
  private static final class WholeFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@DoFn.Element String job) throws Exception {
      StageWorker.runWhole(job);
    }
  }

  /** Runs one shard. */
  private static final class ShardFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;
    private final String job;

    ShardFn(String job) {
      this.job = job;
    }

    @ProcessElement
    public void process(@DoFn.Element String json) throws Exception {
      ShardElement element = parse(json);
      StageWorker.runShard(job, element.index(), element.shard());
    }

    private static ShardElement parse(String json) throws JsonProcessingException {
      return Json.MAPPER.readValue(json, ShardElement.class);
    }
  }
}
