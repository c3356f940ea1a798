package ai.lacuna.testkit;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.schedule.Moment;
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
      Examples images = Examples.eight(one.plan());
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
      Examples images = Examples.eight(undisturbed.plan());
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

  static void accumulates(Subject<?> subject) {
    LossScope scope = subject.plan().lossScope();
    double difference = difference(subject);
    boolean same = difference <= SAME_GRADIENT;
    String seen = "the gradients differ by %.2g of their length".formatted(difference);
    switch (scope) {
      case EACH_IMAGE -> {
        if (!same) {
          throw new Finding(
              seen,
              "at most " + SAME_GRADIENT + ", as the plan's loss is a mean over images",
              "a sum instead of a mean, a mean that weighs images by their hidden patches, or"
                  + " images that are compared with each other: then say"
                  + " .lossOver(LossScope.WHOLE_BATCH)");
        }
      }
      case WHOLE_BATCH -> {
        if (same) {
          throw new Finding(
              seen + ", though the plan says that the loss needs the whole batch",
              "more than " + SAME_GRADIENT,
              "remove .lossOver(LossScope.WHOLE_BATCH)");
        }
      }
    }
  }

  private static double difference(Subject<?> subject) {
    try (Trial whole = new Trial(subject);
        Trial parts = new Trial(subject)) {
      Moment now = whole.moment();
      whole.network().beforeLoss(now);
      parts.network().beforeLoss(now);
      whole.accumulate(Examples.eight(whole.plan()), 1);
      for (int from = 0; from < 8; from += 4) {
        parts.accumulate(
            Examples.of(parts.plan(), Subject.SQUARE, Subject.CHANNELS, from, 4), 0.5f);
      }
      return Comparison.of(gradients(whole), gradients(parts)).distance();
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
