package ai.lacuna.training;

import java.io.IOException;
import java.nio.file.Path;

/** A toy training with ten checkpoints, as a program. */
final class ToyRun {

  private ToyRun() {}

  /**
   * Runs.
   *
   * @param args number of steps, a multiple of 10; the work folder
   */
  public static void main(String[] args) throws IOException {
    run(Path.of(args[1]), Integer.parseInt(args[0]), () -> {});
  }

  /** Trains for so many steps in a work folder. */
  static Toy.Ended run(Path work, int steps, Beat beat) throws IOException {
    TrainingConfig config =
        Toy.config(
            c ->
                c.put("epochs", steps / 5)
                    .put("checkpointEverySteps", steps / 10)
                    .put("logEverySteps", 10));
    return Toy.run(work, config, m -> new ToyTask(m, 0, config.microBatch(), Toy.IMAGES), beat);
  }
}
