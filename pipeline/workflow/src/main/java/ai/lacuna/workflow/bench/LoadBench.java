package ai.lacuna.workflow.bench;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.Batch;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.Memory;
import ai.lacuna.data.TrainLoader;
import ai.lacuna.files.Json;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Preprocessing;
import ai.lacuna.workflow.cli.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lacuna bench load}. */
@Command(
    name = "load",
    description = "Images a second from files to normalised batches, as training gets them.",
    footer = {
      "",
      "Decode, random resized crop (bicubic), flip, batches of bytes, normalised by the engine.",
      "One untimed pass, then --passes timed ones.",
      "",
      "Examples:",
      "  lacuna bench load photos",
      "  lacuna bench load photos --from parquet --size 224 --batch 64 --workers 2 --json"
    })
final class LoadBench implements Callable<Integer> {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  /** Whether an image is decoded for each use. */
  enum Decode {
    /** Each time, as sets that do not fit into memory need it. */
    ALWAYS,
    /** Once if the whole set fits into memory, as training does it. */
    ONCE
  }

  @Parameters(
      paramLabel = "FOLDER",
      description = "Images; for --from parquet also a data set, which is then used as it is.")
  private Path folder = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "FORM",
      defaultValue = "folder",
      description =
          "Read single files (folder), tar files (tar), or Parquet shards that are imported from"
              + " them first, untimed (parquet) (default: ${DEFAULT-VALUE}).")
  private LoadSource from = LoadSource.FOLDER;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "224",
      description = "Side of the crops (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--batch",
      paramLabel = "IMAGES",
      defaultValue = "64",
      description = "Images in a batch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--workers",
      paramLabel = "THREADS",
      defaultValue = "2",
      description = "Threads that make batches (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--passes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed passes over all images (default: ${DEFAULT-VALUE}).")
  private int passes;

  @Option(
      names = "--decode",
      paramLabel = "WHEN",
      defaultValue = "always",
      description =
          "Decode an image each time (always), or once if all fit into memory (once)"
              + " (default: ${DEFAULT-VALUE}).")
  private Decode decode = Decode.ALWAYS;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws IOException {
    Usage.requirePositive(
        Map.of("--size", size, "--batch", batch, "--workers", workers, "--passes", passes));
    Memory memory =
        switch (decode) {
          case ALWAYS -> Memory.defaults().withoutDecoded();
          case ONCE -> Memory.defaults();
        };
    try (LoadSource.Opened opened = from.open(folder, memory, workers)) {
      Map<String, Object> result = measure(opened.dataset());
      output.out().println(output.json() ? Json.line(result) : text(result));
      output.out().flush();
    }
    return 0;
  }

  private Map<String, Object> measure(Dataset dataset) {
    ImageShape shape = new ImageShape(3, size, size);
    Preprocessing preprocessing = new Preprocessing(shape, MEAN, STD);
    long images = 0;
    long start = 0;
    try (NDManager manager = Engine.newManager();
        TrainLoader loader =
            new TrainLoader(
                dataset,
                shape,
                List.of(ViewSpec.randomResizedCrop()),
                Optional.empty(),
                batch,
                new Streams(0),
                workers)) {
      for (int pass = 0; pass <= passes; pass++) {
        if (pass == 1) {
          start = System.nanoTime();
          images = 0;
        }
        for (int i = 0; i < loader.batchesPerEpoch(); i++) {
          Batch next = loader.batch(pass, i);
          try (NDManager scope = manager.newSubManager()) {
            preprocessing.normalise(scope, next.pixels()); // (B, C, h, w)
          }
          images += next.size();
        }
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("bench", "load");
    result.put("images_per_second", Math.round(10 * images / seconds) / 10.0);
    result.put("images", dataset.rows());
    result.put("peak_mib", PeakMemory.mib());
    result.put("folder", folder.toString());
    result.put("from", from.name().toLowerCase(Locale.ROOT));
    result.put("decode", decode.name().toLowerCase(Locale.ROOT));
    result.put("size", size);
    result.put("batch", batch);
    result.put("workers", workers);
    result.put("passes", passes);
    return result;
  }

  private static String text(Map<String, Object> result) {
    return "%s images/s at %s px from %s, %s workers, peak %s MiB"
        .formatted(
            result.get("images_per_second"),
            result.get("size"),
            result.get("from"),
            result.get("workers"),
            result.get("peak_mib"));
  }
}
