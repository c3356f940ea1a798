package ai.lacuna.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Trains for many steps and prints, for every tenth of them, the process's resident memory and the
 * time of a step. Both should stay flat after the first tenth.
 */
final class Soak {

  private static final int TENTHS = 10;

  private Soak() {}

  /**
   * Runs.
   *
   * @param args number of steps, such as 10000; an empty folder
   */
  public static void main(String[] args) throws IOException {
    int steps = Integer.parseInt(args[0]);
    int perTenth = perTenth(steps);
    long[] made = {0, System.nanoTime()};
    run(
        Path.of(args[1]),
        steps,
        () -> {
          if (++made[0] % perTenth == 0) {
            double micros = (System.nanoTime() - made[1]) / 1e3 / perTenth;
            System.out.printf(
                Locale.ROOT,
                "step %d: %.1f MiB, %.0f us a step%n",
                made[0],
                residentMebibytes(),
                micros);
            made[1] = System.nanoTime();
          }
        });
  }

  /** Trains for so many steps, a multiple of 5, in a work folder. */
  static Toy.Ended run(Path work, int steps, Beat beat) throws IOException {
    TrainingConfig config =
        Toy.config(
            c ->
                c.put("epochs", steps / 5)
                    .put("checkpointEverySteps", perTenth(steps))
                    .put("logEverySteps", 10));
    return Toy.run(work, config, m -> new ToyTask(m, 0, config.microBatch(), Toy.IMAGES), beat);
  }

  private static int perTenth(int steps) {
    return Math.max(1, steps / TENTHS);
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
