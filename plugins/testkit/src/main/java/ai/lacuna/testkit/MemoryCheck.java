package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** Whether arrays outlive the update that made them. */
final class MemoryCheck {

  private static final int WARM_UP = 2;
  // Even, as some things happen in every second update; an epoch, as others happen once in it.
  private static final int UPDATES = 4;

  private MemoryCheck() {}

  static void growth(Subject<?> subject) {
    try (Trial trial = new Trial(subject)) {
      Examples images = trial.eight();
      for (int i = 0; i < WARM_UP; i++) {
        trial.update(images);
      }
      // What is made once and kept stays behind in one of the two.
      List<Shape> first = leftBy(trial, images);
      List<Shape> second = leftBy(trial, images);
      if (!first.isEmpty() && !second.isEmpty()) {
        throw new Finding(
            "%d updates leave %d arrays behind, the next %d leave %d, such as one of shape %s"
                .formatted(UPDATES, first.size(), UPDATES, second.size(), second.get(0)),
            "none: all arrays belong to the step, and are freed with it",
            "an array of a manager of your own (NDManager.newBaseManager()), attach() or detach(),"
                + " or one that starts with an array which outlives the step");
      }
    }
  }

  private static List<Shape> leftBy(Trial trial, Examples images) {
    List<Shape> left = new ArrayList<>();
    for (int i = 0; i < UPDATES; i++) {
      try (MadeArrays made = new MadeArrays()) {
        trial.update(images);
        made.all().stream()
            .filter(array -> !MadeArrays.released(array))
            .map(NDArray::getShape)
            .forEach(left::add);
      }
    }
    return left;
  }
}
