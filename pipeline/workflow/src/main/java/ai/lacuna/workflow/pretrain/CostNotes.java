package ai.lacuna.workflow.pretrain;

import ai.lacuna.api.Plan;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Precision;
import ai.lacuna.model.cost.HostMemory;
import ai.lacuna.model.cost.StepMemory;
import ai.lacuna.training.TrainingConfig;
import ai.lacuna.training.TrainingCost;
import ai.lacuna.workflow.DatasetOutline;
import ai.lacuna.workflow.StageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes what a pre-training is planned to cost beside its stage. */
final class CostNotes {

  private static final double GIBIBYTE = 1 << 30;
  private static final List<String> PREFIXES = List.of("", "k", "M", "G", "T", "P", "E");

  private CostNotes() {}

  static StageSpec add(
      StageSpec stage,
      BackboneConfig backbone,
      Plan plan,
      TrainingConfig training,
      DatasetOutline data) {
    TrainingCost cost = TrainingCost.of(backbone, data.channels(), plan, training, data.images());
    StageSpec with =
        stage
            .withNote(
                scaled(cost.step().parameters(), " ").stripTrailing()
                    + " parameters; "
                    + scaled(cost.step().flopPerImage(), "FLOP")
                    + " an image, "
                    + scaled(cost.flop(), "FLOP")
                    + " in all")
            .withNote(
                "memory on " + (cost.onGpus() ? "a GPU" : "the CPU") + ": about " + memory(cost))
            .withFigure("parameters", cost.step().parameters())
            .withFigure("flopPerImage", cost.step().flopPerImage())
            .withFigure("steps", cost.steps())
            .withFigure("flop", cost.flop());
    for (Precision precision : Precision.values()) {
      StepMemory memory = cost.memory().get(precision);
      if (memory != null) {
        with = with.withFigure("memoryBytes." + name(precision), memory.total());
        with = with.withFigure("deviceMemoryBytes." + name(precision), memory.device());
      }
    }
    Optional<String> warning = HostMemory.now().flatMap(host -> warning(cost, host));
    return warning.isPresent() ? with.withWarning(warning.get()) : with;
  }

  private static Optional<String> warning(TrainingCost cost, HostMemory host) {
    if (cost.onGpus() || cost.peakBytes() <= host.total()) {
      return Optional.empty();
    }
    OptionalInt enough = cost.accumulationWithin(host.total());
    Optional<String> twice = cost.recomputing().flatMap(other -> recomputing(other, host));
    String advice =
        enough.isPresent()
            ? "set pretrain.accumulation to "
                + enough.getAsInt()
                + " or more, which gives the same result"
                + twice.map(also -> "; or " + also).orElse("")
            : twice.orElse("take a smaller backbone");
    return Optional.of(
        "this machine has " + gibibytes(host.total()) + "; to train on its CPU, " + advice);
  }

  private static Optional<String> recomputing(TrainingCost cost, HostMemory host) {
    OptionalInt enough = cost.accumulationWithin(host.total());
    if (enough.isEmpty()) {
      return Optional.empty();
    }
    boolean smaller = enough.getAsInt() != cost.training().accumulation();
    return Optional.of(
        "set pretrain.recompute to blocks"
            + (smaller ? " and pretrain.accumulation to " + enough.getAsInt() : "")
            + ", for about a third more time");
  }

  private static String memory(TrainingCost cost) {
    List<String> parts = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      StepMemory memory = cost.memory().get(precision);
      if (memory != null) {
        double bytes = cost.onGpus() ? memory.device() : memory.total();
        parts.add(gibibytes(bytes) + " in " + name(precision));
      }
    }
    return String.join(", ", parts);
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private static String gibibytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / GIBIBYTE);
  }

  // Three digits with a decimal prefix, such as "17.6 GFLOP".
  private static String scaled(double number, String unit) {
    int power = 0;
    double rest = number;
    while (rest >= 999.5 && power < PREFIXES.size() - 1) {
      rest /= 1000;
      power++;
    }
    String digits =
        String.format(Locale.ROOT, rest < 9.995 ? "%.2f" : rest < 99.95 ? "%.1f" : "%.0f", rest);
    return digits + " " + PREFIXES.get(power) + unit;
  }
}
