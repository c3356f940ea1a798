package ai.lacuna.training;

import ai.lacuna.data.Dataset;
import ai.lacuna.files.Json;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.VitConfig;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Pre-trains a small network with a teacher, a centre and drop path for many steps, and prints for
 * every tenth of them the resident memory, the median time of a step and the processor time of one.
 * All should stay flat after the first tenth.
 *
 * <p>With a Java heap of fixed size whose pages are touched at the start, what changes in the
 * resident memory is native. One thread, because several would wait for each other on a network
 * this small, which is what other programs disturb most.
 */
final class Soak {

  private static final int PER_EVENT = 10;

  private record NoSettings() {}

  private final int perTenth;
  private final List<Double> micros = new ArrayList<>();
  private long at = System.nanoTime();
  private long processorAt = processorNanos();
  private int steps;

  private Soak(int steps) {
    perTenth = steps / 10;
  }

  /**
   * Runs.
   *
   * @param args number of steps, a multiple of 100, such as 10000; an empty folder
   */
  public static void main(String[] args) throws IOException {
    int steps = Integer.parseInt(args[0]);
    Path folder = Path.of(args[1]);
    Dataset data = Pictures.dataset(folder, 70);
    Distil objective = new Distil();
    BackboneConfig backbone = new VitConfig(List.of(16), 4, 64, 4, 4, 4, VitConfig.Position.SINCOS);
    ObjectNode training =
        Json.MAPPER.valueToTree(
            TrainingConfig.of(objective.plan(backbone.context(3)).defaults().withDropPath(0.1)));
    training.put("precision", "FLOAT32").put("threads", 1).put("epochs", steps / 4);
    training.put("baseLearningRate", 1e-3).put("logEverySteps", PER_EVENT);
    training.put("checkpointEverySteps", steps / 10).put("checkpointEveryMinutes", 0);
    PretrainJob job =
        new PretrainJob(
            "distil",
            new NoSettings(),
            objective,
            backbone,
            data,
            Json.MAPPER.convertValue(training, TrainingConfig.class),
            7,
            folder.resolve("work"),
            folder.resolve("out"));
    Soak soak = new Soak(steps);
    new Pretrainer(job).run((fraction, message) -> soak.logged());
  }

  private void logged() {
    long now = System.nanoTime();
    micros.add((now - at) / 1e3 / PER_EVENT);
    at = now;
    steps += PER_EVENT;
    if (steps % perTenth == 0) {
      Collections.sort(micros);
      long processor = processorNanos();
      System.out.printf(
          Locale.ROOT,
          "step %d: %.1f MiB, %.0f us a step, %.0f us of processor time%n",
          steps,
          residentMebibytes(),
          micros.get(micros.size() / 2),
          (processor - processorAt) / 1e3 / perTenth);
      micros.clear();
      processorAt = processor;
    }
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  // Resident set size, as Linux tells it.
  private static double residentMebibytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
    } catch (IOException e) {
      return Double.NaN;
    }
    return Double.NaN;
  }
}
