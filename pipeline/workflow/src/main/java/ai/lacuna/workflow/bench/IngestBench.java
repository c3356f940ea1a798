package ai.lacuna.workflow.bench;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.ingest.IngestOptions;
import ai.lacuna.data.ingest.IngestPlan;
import ai.lacuna.data.ingest.Ingestion;
import ai.lacuna.data.source.shapes.ShapesConfig;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.cli.Output;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.run.RunListener;
import ai.lacuna.workflow.run.RunSettings;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.run.WorkflowRunner;
import ai.lacuna.workflow.store.ArtifactStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lacuna bench ingest}. */
@Command(
    name = "ingest",
    description = "Images a second from a source to a data set, beside a plain thread pool.",
    footer = {
      "",
      "The pipeline plans, digests the source, writes shards through Beam, checks that the source",
      "is unchanged, verifies and publishes the data set, as a run does. The pool plans, digests",
      "the source once and writes the same shards and manifest.",
      "",
      "Examples:",
      "  lacuna bench ingest photos",
      "  lacuna bench ingest --rows 1000000 --passes 1"
    })
final class IngestBench implements Callable<Integer> {

  private static final int WARM_UP_ROWS = 4096;

  @Parameters(
      paramLabel = "FOLDER",
      arity = "0..1",
      description = "Images to import; generated ones without it.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--rows",
      paramLabel = "IMAGES",
      defaultValue = "50000",
      description = "Images to generate (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "32",
      description = "Side of generated images (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--workers",
      paramLabel = "THREADS",
      defaultValue = "2",
      description = "Threads of either (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--passes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed imports by each, in alternation; medians count (default: 3).")
  private int passes;

  @Mixin private final Output output = new Output();

  /** How fast a way of importing was, and the memory it took at most. */
  private record Figure(double imagesPerSecond, long peakMib) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Usage.requirePositive(
        Map.of("--rows", rows, "--size", size, "--workers", workers, "--passes", passes));
    List<Figure> pool = new ArrayList<>();
    List<Figure> pipeline = new ArrayList<>();
    if (folder.isEmpty() && rows > WARM_UP_ROWS) {
      pool(WARM_UP_ROWS);
      pipeline(WARM_UP_ROWS);
    } else {
      pool(rows);
      pipeline(rows);
    }
    for (int pass = 0; pass < passes; pass++) {
      pool.add(pool(rows));
      pipeline.add(pipeline(rows));
    }
    Map<String, Object> result = result(median(pipeline), median(pool));
    output.out().println(output.json() ? Json.line(result) : text(result));
    output.out().flush();
    return 0;
  }

  private Figure pool(long count) throws IOException {
    try (TemporaryFolder temporary = new TemporaryFolder()) {
      PeakMemory.reset();
      long start = System.nanoTime();
      IngestPlan plan =
          Ingestion.plan("train", source(), sourceConfig(count), IngestOptions.defaults());
      Ingestion.sourceDigest(source(), sourceConfig(count), FileDigests.unremembered());
      long images = ThreadPoolIngest.run(plan, temporary.path(), workers).rows();
      return figure(images, start);
    }
  }

  private Figure pipeline(long count) throws IOException, InterruptedException {
    try (TemporaryFolder temporary = new TemporaryFolder()) {
      ArtifactStore store = new ArtifactStore(temporary.path());
      RunSettings settings =
          new RunSettings("direct", List.of(), 0, Duration.ZERO, workers, 1, "cpu");
      PeakMemory.reset();
      long start = System.nanoTime();
      FileDigests files = store.fileDigests();
      WorkflowPlan plan =
          WorkflowPlan.of(
              RecipeReader.read("bench", recipe(count), List.of()), Plugins.load(), files);
      files.save();
      Path made =
          new WorkflowRunner(store, settings, RunListener.NONE).run(plan.stages()).get(0).folder();
      return figure(Dataset.open(made).rows(), start);
    }
  }

  private static Figure figure(long images, long startNanos) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    return new Figure(Math.round(10 * images / seconds) / 10.0, PeakMemory.mib());
  }

  private String source() {
    return folder.isPresent() ? "imagefolder" : "shapes";
  }

  private Record sourceConfig(long count) {
    return folder
        .<Record>map(f -> SourceConfigs.at("imagefolder", f))
        .orElseGet(() -> shapes(count));
  }

  private ShapesConfig shapes(long count) {
    ShapesConfig d = ShapesConfig.defaults();
    return new ShapesConfig(count, size, size, d.channels(), d.classes(), d.objects(), d.seed());
  }

  // JSON is YAML.
  private String recipe(long count) {
    Map<String, Object> train = new LinkedHashMap<>();
    train.put("source", source());
    if (folder.isPresent()) {
      train.put("path", folder.get().toString());
    } else {
      train.putAll(Map.of("count", count, "height", size, "width", size));
    }
    return Json.line(Map.of("name", "bench", "data", Map.of("train", train)));
  }

  private Map<String, Object> result(Figure pipeline, Figure pool) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("bench", "ingest");
    result.put("images_per_second", pipeline.imagesPerSecond());
    result.put("peak_mib", pipeline.peakMib());
    result.put("pool_images_per_second", pool.imagesPerSecond());
    result.put("pool_peak_mib", pool.peakMib());
    double ratio = pipeline.imagesPerSecond() / pool.imagesPerSecond();
    result.put("ratio", Math.round(100 * ratio) / 100.0);
    folder.ifPresent(f -> result.put("folder", f.toString()));
    if (folder.isEmpty()) {
      result.put("rows", rows);
      result.put("size", size);
    }
    result.put("workers", workers);
    result.put("passes", passes);
    return result;
  }

  private static Figure median(List<Figure> figures) {
    List<Double> speeds = figures.stream().map(Figure::imagesPerSecond).sorted().toList();
    int middle = speeds.size() / 2;
    double median =
        speeds.size() % 2 == 1
            ? speeds.get(middle)
            : (speeds.get(middle - 1) + speeds.get(middle)) / 2;
    return new Figure(median, figures.stream().mapToLong(Figure::peakMib).max().orElse(0));
  }

  private static String text(Map<String, Object> result) {
    return "pipeline %s images/s, peak %s MiB; plain pool %s images/s, peak %s MiB; ratio %s"
        .formatted(
            result.get("images_per_second"),
            result.get("peak_mib"),
            result.get("pool_images_per_second"),
            result.get("pool_peak_mib"),
            result.get("ratio"));
  }
}
