package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.Json;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Precision;
import ai.lacuna.model.Recompute;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.cost.StepCost;
import ai.lacuna.model.cost.StepMemory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Trains a masked autoencoder for a few steps in a process of its own and prints the peak of its
 * resident memory beside what was planned.
 */
final class Footprint {

  private static final int STEPS = 4;
  private static final double MEBIBYTE = 1024.0 * 1024;

  private Footprint() {}

  /** MAE with a decoder of any size. */
  private record Autoencoder(int width, int depth, int heads) implements Objective {
    @Override
    public Plan plan(PlanContext context) {
      return Plan.with(new TrainingDefaults(1, 16, 1e-4, 0, 0, 0.05, 0.9, 0.95, 0))
          .mask(new MaskSpec.Random(0.75))
          .encode(EncodeMode.VISIBLE_ONLY)
          .module(
              "decoder",
              new ModuleSpec.MaskedDecoder(width, depth, heads, 4, context.patchElements()))
          .target(Target.NORMALISED_PIXELS)
          .lossOver(LossScope.WHOLE_BATCH) // as one micro-batch, whatever would be as fast
          .build();
    }

    @Override
    public Losses loss(Step step) {
      NDArray predicted = step.runHidden("decoder", step.encode()); // (H, P)
      return Losses.of("gaps", predicted.sub(step.hiddenTarget()).square().mean());
    }
  }

  /**
   * Runs.
   *
   * @param args {@code small} or {@code vit-small/16}; {@code float32} or {@code bfloat16}; images
   *     of a micro-batch; a folder: the first call makes images there, whose garbage would be
   *     measured too, and the second one trains; {@code blocks} to recompute them
   */
  public static void main(String[] args) throws IOException {
    boolean small = args[0].equals("small");
    BackboneConfig backbone =
        small
            ? new VitConfig(List.of(32), 4, 128, 6, 4, 4, VitConfig.Position.SINCOS)
            : BackboneConfig.preset(args[0]);
    Autoencoder objective = small ? new Autoencoder(64, 2, 4) : new Autoencoder(512, 8, 16);
    Precision precision = Precision.valueOf(args[1].toUpperCase(Locale.ROOT));
    int batch = Integer.parseInt(args[2]);
    Path folder = Path.of(args[3]);
    Path images = folder.resolve("data");
    if (!Files.exists(images)) {
      Pictures.dataset(folder, STEPS * batch);
      System.out.println("made the images; once more, to measure");
      return;
    }
    Dataset data = Dataset.open(images);
    Plan plan = objective.plan(backbone.context(3));
    ObjectNode training = Json.MAPPER.valueToTree(TrainingConfig.of(plan.defaults()));
    training.put("precision", precision.name()).put("batch", batch).put("logEverySteps", 1);
    Recompute recompute =
        args.length > 4 ? Recompute.valueOf(args[4].toUpperCase(Locale.ROOT)) : Recompute.NOTHING;
    training.put("recompute", recompute.name());
    PretrainJob job =
        new PretrainJob(
            "autoencoder",
            objective,
            objective,
            backbone,
            data,
            Json.MAPPER.convertValue(training, TrainingConfig.class),
            7,
            folder.resolve("work"),
            folder.resolve("out"));
    TrainingSummary summary =
        new Pretrainer(job).run((fraction, message) -> System.err.println(message));
    StepMemory planned =
        StepCost.of(backbone, job.image(), plan, recompute).memory(precision, batch, 2);
    double measured = peakMebibytes();
    System.out.printf(
        Locale.ROOT,
        "%s %s, %d images: planned %.0f MiB, measured %.0f MiB, ratio %.2f, %.2f images/s%n",
        args[0],
        args[1],
        batch,
        planned.total() / MEBIBYTE,
        measured,
        planned.total() / MEBIBYTE / measured,
        summary.imagesPerSecond());
    System.out.println(planned);
  }

  private static double peakMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElse(Double.NaN);
  }
}
