package ai.lacuna.testkit;

import ai.djl.ndarray.NDManager;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.files.SafetensorsWriter;
import ai.lacuna.model.Engine;
import ai.lacuna.training.checkpoint.TensorMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Whether an objective gives the same again: by seed, from a checkpoint, in parts. */
final class RepeatChecks {

  private static final int BEFORE = 3;
  private static final int AFTER = 5;
  private static final double SAME_GRADIENT = 1e-3;

  private RepeatChecks() {}

  static void sameSeed(Subject<?> subject) {
    try (Trial one = new Trial(subject);
        Trial two = new Trial(subject)) {
      Examples images = one.eight();
      requireEqual("the first loss", one.loss(images), two.loss(images));
      requireEqual("the loss asked for twice", one.loss(images), one.loss(images));
      for (int i = 1; i <= BEFORE; i++) {
        requireEqual("the loss of update " + i, one.update(images), two.update(images));
      }
    }
  }

  private static void requireEqual(String what, float a, float b) {
    if (Float.compare(a, b) != 0) {
      throw new Finding(
          what + " is " + a + " and " + b,
          "equal bits",
          "random numbers of your own, a clock, the order of a HashMap, or what a field remembers"
              + " from the call before: draws belong to the plan's masks and views");
    }
  }

  static void resumes(Subject<?> subject) {
    try (Trial undisturbed = new Trial(subject);
        Trial restored = new Trial(subject)) {
      Examples images = undisturbed.eight();
      for (int i = 0; i < BEFORE; i++) {
        undisturbed.update(images);
      }
      copy(undisturbed, restored);
      for (int i = 1; i <= AFTER; i++) {
        float expected = undisturbed.update(images);
        float loss = restored.update(images);
        if (Float.compare(expected, loss) != 0) {
          throw new Finding(
              "update %d after the checkpoint has the loss %s, undisturbed %s"
                  .formatted(i, loss, expected),
              "equal bits",
              "the objective keeps something in a field: declare it with .buffer(name, …) and"
                  + " change it in afterUpdate");
        }
      }
    }
  }

  // Through a file, as the engine does it.
  private static void copy(Trial from, Trial to) {
    try {
      Path file = Files.createTempFile("lacuna-contract", ".safetensors");
      try (NDManager manager = Engine.newCpuManager();
          TensorMemory memory = new TensorMemory(manager)) {
        SafetensorsWriter.write(file, TensorMemory.snapshot(from.state()), Map.of());
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
          memory.restore(to.state(), tensors);
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    to.optimizer().resumeAfter(from.optimizer().updates());
  }

  static void anyOrder(Subject<?> subject) {
    try (Trial one = new Trial(subject);
        Trial two = new Trial(subject)) {
      Examples images = one.eight();
      float loss = one.accumulate(images);
      float rotated = two.accumulate(images.rotated(3));
      double distance = Comparison.of(gradients(one), gradients(two)).distance();
      if (distance > SAME_GRADIENT) {
        throw new Finding(
            "the loss is %.6f, in another order %.6f; the gradients differ by %.2g of their length"
                .formatted(loss, rotated, distance),
            "the same, up to rounding",
            "rows that belong to different images are compared: crops of a view come one after the"
                + " other, row k * B + b being crop k of image b");
      }
    }
  }

  /** All gradients by parameter. */
  static Map<String, float[]> gradients(Trial trial) {
    Map<String, float[]> all = new TreeMap<>();
    trial
        .network()
        .trainable()
        .keySet()
        .forEach(name -> all.put(name, trial.gradients().of(name).toFloatArray()));
    return all;
  }
}
