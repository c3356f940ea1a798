package ai.lacuna.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Precision;
import ai.lacuna.model.Recompute;
import ai.lacuna.model.cost.HostMemory;
import java.io.IOException;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says what to do when a training ran out of memory: which micro-batch would have fitted, found by
 * planning and by steps on throw-away networks.
 */
final class OutOfMemory {

  // What libtorch says on the CPU and on a GPU, and C++ itself.
  private static final Pattern NATIVE =
      Pattern.compile(
          "can't allocate memory|out of memory|bad_alloc|not enough memory|ALLOC_FAILED"
              // oneDNN does not say why
              + "|could not (create|execute) a primitive|could not (create|initialize) a memory");
  private static final Pattern ASKED = Pattern.compile("tried to allocate ([0-9.]+ ?[A-Za-z]+)");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR_PEAK = Path.of("/proc/self/clear_refs");
  private static final double GIBIBYTE = 1 << 30;
  // What a trial must leave of the memory that it is planned to take.
  private static final double MARGIN = 1;
  // A trial that takes the machine's last memory may be killed instead of failing.
  private static final double SAFE = 0.85;

  private final PretrainJob job;
  private final TrainingCost cost;
  private final Beat beat;

  /**
   * @param job what ran out of memory; whatever it held is free again
   * @param beat told after every trial, because they take their time
   */
  OutOfMemory(PretrainJob job, Beat beat) {
    this.beat = beat;
    cost =
        TrainingCost.of(
            job.backbone(),
            job.dataset().channels(),
            job.plan(),
            job.training(),
            job.dataset().rows());
    this.job = job.withTraining(cost.training());
  }

  /** Whether a failure is one, however deep its cause lies. */
  static boolean is(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = t.getMessage();
      if (t instanceof OutOfMemoryError || (message != null && NATIVE.matcher(message).find())) {
        return !(t instanceof LacunaException);
      }
    }
    return false;
  }

  /**
   * The failure in words for the user: of kind CONFIG if the settings ask for too much, of kind
   * INFRASTRUCTURE if they would fit now.
   */
  LacunaException explain(Throwable failure) {
    if (root(failure) instanceof OutOfMemoryError heap) {
      return heap(heap, failure);
    }
    Device device = devices().get(0);
    try (NDManager manager = Engine.newManager(device)) {
      if (device.isGpu()) {
        JniUtils.emptyCudaCache();
      }
      Optional<HostMemory> memory = memory(device);
      OptionalInt fitting = largestFitting(manager, memory);
      boolean now = fitting.isPresent() && fitting.getAsInt() == job.training().accumulation();
      if (now) {
        return transientShortage(failure);
      }
      Optional<String> recomputed =
          fitting.isPresent() ? Optional.empty() : recomputed(manager, memory);
      return tooMuch(failure, device, memory, fitting, recomputed);
    }
  }

  private LacunaException tooMuch(
      Throwable failure,
      Device device,
      Optional<HostMemory> memory,
      OptionalInt fitting,
      Optional<String> recomputed) {
    TrainingConfig training = job.training();
    String there =
        memory
            .map(m -> gibibytes(m.total()) + ", " + gibibytes(m.available()) + " of them free")
            .orElse("unknown");
    String fix =
        fitting.isPresent()
            ? "set pretrain.accumulation to "
                + fitting.getAsInt()
                + ": micro-batches of "
                + training.batch() / fitting.getAsInt()
                + " images fitted when tried; an update is still that of "
                + training.batch()
                + " images, with the same result"
                + orRecomputed(memory)
            : recomputed.orElse(
                cost.scope() == LossScope.WHOLE_BATCH
                    ? "lower pretrain.batch, which the loss must see whole, or take a smaller"
                        + " backbone"
                    : "not even one image would fit: take a smaller backbone, or a machine with"
                        + " more memory");
    return new LacunaException(
        LacunaException.Kind.CONFIG,
        List.of(
            new Problem(
                "pretrain.accumulation",
                training.accumulation()
                    + ", micro-batches of "
                    + training.microBatch()
                    + " images, for which memory ran out"
                    + asked(failure),
                "what fits into the memory of the "
                    + (device.isGpu() ? "GPU" : "machine")
                    + ": "
                    + there,
                fix)),
        failure);
  }

  private LacunaException transientShortage(Throwable failure) {
    return new LacunaException(
        LacunaException.Kind.INFRASTRUCTURE,
        List.of(
            new Problem(
                "memory",
                "an allocation that failed" + asked(failure),
                "as much free memory as a minute later, when the same step fitted",
                "run again to go on from the last checkpoint; end other programs that take memory"
                    + " at times")),
        failure);
  }

  // Advice where no accumulation helps, but computing blocks twice does when tried.
  private Optional<String> recomputed(NDManager manager, Optional<HostMemory> memory) {
    if (cost.recomputing().isEmpty()) {
      return Optional.empty();
    }
    TrainingConfig twice = job.training().withRecompute(Recompute.BLOCKS);
    OptionalInt fitting =
        new OutOfMemory(job.withTraining(twice), beat).largestFitting(manager, memory);
    if (fitting.isEmpty()) {
      return Optional.empty();
    }
    boolean smaller = fitting.getAsInt() != twice.accumulation();
    return Optional.of(
        "set pretrain.recompute to blocks"
            + (smaller ? " and pretrain.accumulation to " + fitting.getAsInt() : "")
            + ", which fitted when tried; a step then takes about a third more time, with the same"
            + " result");
  }

  // The same beside an accumulation that helps, as planned.
  private String orRecomputed(Optional<HostMemory> memory) {
    boolean fits =
        cost.recomputing().isPresent()
            && memory.isPresent()
            && growth(cost.recomputing().get(), job.training().accumulation())
                <= SAFE * memory.get().available();
    return fits
        ? "; or set pretrain.recompute to blocks, with which this accumulation should fit, in steps"
            + " about a third longer"
        : "";
  }

  private static LacunaException heap(OutOfMemoryError error, Throwable failure) {
    return new LacunaException(
        LacunaException.Kind.CONFIG,
        List.of(
            new Problem(
                "Java heap",
                error.getMessage()
                    + ", of "
                    + gibibytes(Runtime.getRuntime().maxMemory())
                    + " at most",
                "room for the images of some batches and for a copy of the training state",
                "set LACUNA_JAVA_OPTS=-XX:MaxRAMPercentage=50, or raise pretrain.accumulation")),
        failure);
  }

  // The smallest accumulation, from the present one on, with which a step is seen to fit.
  private OptionalInt largestFitting(NDManager manager, Optional<HostMemory> memory) {
    if (memory.isEmpty()) {
      return OptionalInt.empty();
    }
    boolean gpu = manager.getDevice().isGpu();
    double available = SAFE * memory.get().available();
    int[] candidates = cost.accumulations().toArray();
    // How much more is taken than planned; a small step tells.
    double factor = 1.25;
    if (!gpu) {
      for (int a : candidates) {
        if (growth(a) * factor <= available / 3) {
          OptionalDouble measured = trial(a, manager);
          factor = measured.isPresent() ? measured.getAsDouble() / growth(a) : factor;
          factor = Math.max(0.5, Math.min(factor, 2));
          break;
        }
      }
    }
    for (int a : candidates) {
      boolean worthATrial = gpu || growth(a) * factor <= available;
      if (worthATrial && trial(a, manager).isPresent()) {
        return OptionalInt.of(a);
      }
    }
    return OptionalInt.empty();
  }

  // Bytes that the process would take besides what it has now, as planned.
  private double growth(int accumulation) {
    return growth(cost, accumulation);
  }

  private static double growth(TrainingCost cost, int accumulation) {
    return cost.memory(accumulation).values().stream()
        .mapToDouble(m -> m.device() + m.checkpoint())
        .max()
        .orElse(0);
  }

  private List<Device> devices() {
    return Devices.resolve(Pretrainer.SECTION, job.training(), cost.scope(), 1);
  }

  // Makes a step and says by how many bytes it made the process grow; empty if it did not fit.
  private OptionalDouble trial(int accumulation, NDManager parent) {
    clearPeak();
    double before = peak();
    int together = job.training().batch() / accumulation;
    boolean gpu = parent.getDevice().isGpu();
    int microBatch = gpu ? together / devices().size() : together;
    try (MicroBatches images = new MicroBatches(job, microBatch);
        NDManager ballast = parent.newSubManager()) {
      // A run's memory is scattered by its past; what fits only just would not fit again.
      ballast.ones(new Shape((long) (MARGIN * growth(accumulation) / Float.BYTES)));
      for (Precision precision : cost.memory().keySet()) {
        try (NDManager place = parent.newSubManager();
            TrialStep<MaskedBatch> step =
                new TrialStep<>(
                    PretrainTask.create(job, precision, images, place), job.training(), place)) {
          step.run();
          step.run();
        }
      }
      // Training also holds the copy that a checkpoint is written from.
      double copy =
          cost.memory(accumulation).values().stream()
              .mapToDouble(m -> m.checkpoint())
              .max()
              .orElse(0);
      return OptionalDouble.of(peak() - before + copy);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (is(e)) {
        return OptionalDouble.empty();
      }
      throw e;
    } finally {
      beat.beat();
    }
  }

  private static Optional<HostMemory> memory(Device device) {
    if (!device.isGpu()) {
      return HostMemory.now();
    }
    MemoryUsage usage = CudaUtils.getGpuMemory(device);
    return Optional.of(new HostMemory(usage.getMax(), usage.getMax() - usage.getUsed()));
  }

  private static Throwable root(Throwable failure) {
    Throwable t = failure;
    while (t.getCause() != null) {
      t = t.getCause();
    }
    return t;
  }

  private static String asked(Throwable failure) {
    Matcher asked = ASKED.matcher(String.valueOf(root(failure).getMessage()));
    if (!asked.find()) {
      return "";
    }
    String amount = asked.group(1);
    Matcher bytes = Pattern.compile("(\\d+) ?bytes").matcher(amount);
    return " while "
        + (bytes.matches() ? gibibytes(Double.parseDouble(bytes.group(1))) : amount)
        + " more were asked for";
  }

  private static String gibibytes(double bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", bytes / GIBIBYTE);
  }

  // Linux then counts the peak of the resident memory anew.
  private static void clearPeak() {
    try {
      Files.writeString(CLEAR_PEAK, "5");
    } catch (IOException e) {
      // The peak of earlier work stays: growth is then taken for smaller than it is.
      return;
    }
  }

  private static double peak() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> 1024.0 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
