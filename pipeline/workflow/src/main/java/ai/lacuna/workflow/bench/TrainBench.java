package ai.lacuna.workflow.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.files.Json;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Precision;
import ai.lacuna.model.ProductCeiling;
import ai.lacuna.training.Event;
import ai.lacuna.training.TrainingSummary;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.cli.Output;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.run.RunListener;
import ai.lacuna.workflow.run.RunSettings;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.run.WorkflowRunner;
import ai.lacuna.workflow.store.ArtifactStore;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lacuna bench train}. */
@Command(
    name = "train",
    sortOptions = false,
    description = "Images a second through pre-training, beside what the machine could do.",
    footer = {
      "",
      "Generates images, then runs the stages of a recipe: data set, tokenizer if the objective",
      "asks for tokens, pre-training. Steps count whole: loading, masks, loss, gradients,",
      "optimizer, log. The ceiling is the best rate of large matrix products, measured behind it.",
      "",
      "Examples:",
      "  lacuna bench train --precision bf16",
      "  lacuna bench train --objective simmim --width 128 --depth 6 --heads 4 --image 32 \\",
      "    --patch 4 --batch 128 --json"
    })
final class TrainBench implements Callable<Integer> {

  /** What {@code --precision} takes. */
  enum Arithmetic {
    AUTO,
    FP32,
    BF16;

    String setting() {
      return switch (this) {
        case AUTO -> "auto";
        case FP32 -> "float32";
        case BF16 -> "bfloat16";
      };
    }
  }

  @Option(
      names = "--objective",
      paramLabel = "NAME",
      defaultValue = "mae",
      description = "What to train (default: ${DEFAULT-VALUE}).")
  private String objective = "";

  @Option(
      names = "--width",
      defaultValue = "384",
      description = "Encoder width (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--depth",
      defaultValue = "12",
      description = "Encoder blocks (default: ${DEFAULT-VALUE}).")
  private int depth;

  @Option(
      names = "--heads",
      defaultValue = "6",
      description = "Encoder heads (default: ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--decoder-width",
      defaultValue = "512",
      description = "Width of the decoder, where there is one (default: ${DEFAULT-VALUE}).")
  private int decoderWidth;

  @Option(
      names = "--decoder-depth",
      defaultValue = "8",
      description = "Its blocks (default: ${DEFAULT-VALUE}).")
  private int decoderDepth;

  @Option(
      names = "--decoder-heads",
      defaultValue = "16",
      description = "Its heads (default: ${DEFAULT-VALUE}).")
  private int decoderHeads;

  @Option(
      names = "--image",
      paramLabel = "PIXELS",
      defaultValue = "224",
      description = "Side of the images (default: ${DEFAULT-VALUE}).")
  private int image;

  @Option(
      names = "--patch",
      paramLabel = "PIXELS",
      defaultValue = "16",
      description = "Side of a patch (default: ${DEFAULT-VALUE}).")
  private int patch;

  @Option(
      names = "--mask-ratio",
      paramLabel = "SHARE",
      defaultValue = "0.75",
      description =
          "Patches that are hidden, where the objective has this setting"
              + " (default: ${DEFAULT-VALUE}).")
  private double maskRatio;

  @Option(
      names = "--batch",
      paramLabel = "IMAGES",
      defaultValue = "32",
      description = "Images of an update (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "8",
      description = "Timed updates; their median counts (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "3",
      description = "Updates before them (default: ${DEFAULT-VALUE}).")
  private int warmup;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "auto",
      description = "fp32, bf16, or auto = the faster one (default: ${DEFAULT-VALUE}).")
  private Arithmetic precision = Arithmetic.AUTO;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "As pretrain.devices: auto, cpu, gpu, gpu:0 (default: ${DEFAULT-VALUE}).")
  private String device = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads that compute; 0 = all cores (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--augment",
      description =
          "Crop and augment as the objective says; without it the images are taken as they are.")
  private boolean augment;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other setting of a recipe, such as pretrain.accumulation=2.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--attention",
      paramLabel = "FORM",
      defaultValue = "auto",
      description =
          "Taken so that a line of options fits other programs too: the engine chooses the form"
              + " of attention by length and type.")
  private String attention = "";

  @Option(
      names = "--compile",
      description = "Taken for the same reason: the engine always runs compiled kernels.")
  private boolean compile;

  @Mixin private final Output output = new Output();

  /** What a run left. */
  private record Trained(TrainingSummary summary, List<Event> timed, double flopPerImage) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Usage.requirePositive(Map.of("--batch", batch, "--steps", steps));
    Problems problems = new Problems();
    problems.require(warmup >= 0, "--warmup", warmup, "0 or more");
    problems.require(image % patch == 0, "--image", image, "a multiple of --patch, " + patch);
    problems.throwIfAny(LacunaException.Kind.CONFIG);
    Trained trained = train();
    long peak = PeakMemory.mib();
    Precision computed = Precision.valueOf(trained.summary().precision().toUpperCase(Locale.ROOT));
    boolean gpu = trained.summary().devices().get(0).startsWith("gpu");
    double ceiling;
    try (NDManager manager = Engine.newManager(gpu ? Device.gpu() : Device.cpu())) {
      ceiling = ProductCeiling.flopPerSecond(manager, computed, trained.summary().threads());
    }
    Map<String, Object> result = result(trained, ceiling, peak);
    output.out().println(output.json() ? Json.line(result) : text(result));
    output.out().flush();
    return 0;
  }

  private Trained train() throws IOException, InterruptedException {
    try (TemporaryFolder temporary = new TemporaryFolder()) {
      ArtifactStore store = new ArtifactStore(temporary.path());
      RunSettings settings = RunSettings.defaults().withRetries(0, Duration.ZERO);
      WorkflowPlan plan =
          WorkflowPlan.of(RecipeReader.read("bench", recipe(), overrides), Plugins.load());
      WorkflowPlan.Step pretrain =
          plan.stages().stream()
              .filter(step -> step.spec().stage().type().equals("pretrain"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("the recipe pre-trains nothing"));
      Path made =
          new WorkflowRunner(store, settings, RunListener.NONE)
              .run(plan.stages()).stream()
                  .filter(outcome -> outcome.id().equals(pretrain.spec().id()))
                  .findFirst()
                  .orElseThrow()
                  .folder();
      List<Event> events =
          Files.readAllLines(made.resolve("events.jsonl")).stream()
              .map(line -> event(line))
              .toList();
      return new Trained(
          Json.read(made.resolve("training.json"), TrainingSummary.class),
          events.subList(warmup, events.size()),
          Objects.requireNonNull(pretrain.spec().figures().get("flopPerImage")));
    }
  }

  private static Event event(String line) {
    try {
      return Json.MAPPER.readValue(line, Event.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("events.jsonl, a line of it: " + line, e);
    }
  }

  // JSON is YAML. An epoch is one update, so that any number of them can be made.
  private String recipe() {
    Map<String, Object> train = new LinkedHashMap<>();
    train.put("source", "shapes");
    train.putAll(Map.of("count", batch, "height", image, "width", image));
    Map<String, Object> backbone = new LinkedHashMap<>();
    backbone.put("type", "vit");
    backbone.put("image", List.of(image));
    backbone.put("patch", patch);
    backbone.putAll(Map.of("width", width, "depth", depth, "heads", heads));
    Map<String, Object> pretrain = new LinkedHashMap<>();
    pretrain.put("objective", objective);
    pretrain.put("config", ObjectiveOptions.fitting(objective, objectiveOptions()));
    pretrain.put("backbone", backbone);
    pretrain.put("batch", batch);
    pretrain.put("epochs", warmup + steps);
    pretrain.put("warmupEpochs", 0);
    pretrain.put("precision", precision.setting());
    pretrain.put("devices", List.of(device));
    pretrain.put("threads", threads);
    pretrain.put("logEverySteps", 1);
    pretrain.put("checkpointEverySteps", 0);
    pretrain.put("checkpointEveryMinutes", 0);
    if (!augment) {
      pretrain.put("augment", List.of(Map.of("type", "whole")));
    }
    return Json.line(Map.of("name", "bench", "data", Map.of("train", train), "pretrain", pretrain));
  }

  private Map<String, Object> objectiveOptions() {
    return Map.of(
        "maskRatio", maskRatio,
        "decoderWidth", decoderWidth,
        "decoderDepth", decoderDepth,
        "decoderHeads", decoderHeads);
  }

  private Map<String, Object> result(Trained trained, double ceiling, long peak) {
    TrainingSummary summary = trained.summary();
    double speed = median(trained.timed().stream().map(Event::imagesPerSecond).toList());
    double achieved = speed * trained.flopPerImage();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("bench", "train");
    result.put("images_per_second", rounded(speed, 2));
    result.put("peak_mib", peak);
    result.put("flop_per_image", trained.flopPerImage());
    result.put("flop_per_second", rounded(achieved, -6));
    result.put("ceiling_flop_per_second", rounded(ceiling, -6));
    result.put("share_of_ceiling", rounded(achieved / ceiling, 3));
    result.put(
        "data_wait", rounded(median(trained.timed().stream().map(Event::dataWait).toList()), 3));
    result.put("loss", rounded(summary.finalLoss(), 4));
    result.put("parameters", summary.parameters());
    result.put("objective", objective);
    result.put("precision", summary.precision());
    result.put("devices", summary.devices());
    result.put("threads", summary.threads());
    result.put("width", width);
    result.put("depth", depth);
    result.put("heads", heads);
    result.put("image", image);
    result.put("patch", patch);
    result.put("batch", batch);
    result.put("steps", steps);
    result.put("warmup", warmup);
    result.put("config", ObjectiveOptions.fitting(objective, objectiveOptions()));
    return result;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
  }

  // To so many digits behind the point; negative: so many before it become 0.
  private static double rounded(double value, int digits) {
    double unit = Math.pow(10, digits);
    return Math.rint(value * unit) / unit;
  }

  private static String text(Map<String, Object> result) {
    return String.format(
        Locale.ROOT,
        "%s images/s, peak %s MiB, %s on %s; %.1f GFLOP an image, %.0f of %.0f GFLOP/s (%.0f %%)",
        result.get("images_per_second"),
        result.get("peak_mib"),
        result.get("precision"),
        result.get("devices"),
        giga(result, "flop_per_image"),
        giga(result, "flop_per_second"),
        giga(result, "ceiling_flop_per_second"),
        100 * ((Number) Objects.requireNonNull(result.get("share_of_ceiling"))).doubleValue());
  }

  private static double giga(Map<String, Object> result, String name) {
    return ((Number) Objects.requireNonNull(result.get(name))).doubleValue() / 1e9;
  }
}
