package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Whether arrays outlive the update that made them. */
final class MemoryCheck {

  private static final int WARM_UP = 2;
  private static final int UPDATES = 4;

  private MemoryCheck() {}

  static void growth(Subject<?> subject) {
    try (Trial trial = new Trial(subject)) {
      Examples images = trial.eight();
      for (int i = 0; i < WARM_UP; i++) {
        trial.update(images);
      }
      int most = 0;
      int least = Integer.MAX_VALUE;
      String example = "";
      for (int i = 0; i < UPDATES; i++) {
        List<Shape> left = leftBy(trial, images);
        most = Math.max(most, left.size());
        least = Math.min(least, left.size());
        example = left.isEmpty() ? example : left.get(0).toString();
      }
      if (least > 0) {
        throw new Finding(
            "every update leaves " + most + " arrays behind, such as one of shape " + example,
            "none: all arrays belong to the step, and are freed with it",
            "an array of a manager of your own (NDManager.newBaseManager()), attach() or detach(),"
                + " or one that starts with an array which outlives the step");
      }
    }
  }

  private static List<Shape> leftBy(Trial trial, Examples images) {
    try (MadeArrays made = new MadeArrays()) {
      trial.update(images);
      return made.all().stream()
          .filter(array -> !MadeArrays.released(array))
          .map(NDArray::getShape)
          .toList();
    }
  }
}
