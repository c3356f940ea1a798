package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.NativeResource;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

  // Every array that is made on this thread reports to DJL's innermost scope.
  private static List<Shape> leftBy(Trial trial, Examples images) {
    try (NDScope scope = new NDScope()) {
      trial.update(images);
      List<Shape> left = new ArrayList<>();
      for (NDArray array : made(scope)) {
        if (array instanceof NativeResource<?> memory && !memory.isReleased()) {
          left.add(array.getShape());
          // The scope would free it, and it may be meant to last.
          NDScope.unregister(array);
        }
      }
      return left;
    }
  }

  private static List<NDArray> made(NDScope scope) {
    try {
      // DJL can close what a scope has noted, but not list it.
      Field field = NDScope.class.getDeclaredField("resources");
      field.setAccessible(true);
      List<NDArray> arrays = new ArrayList<>();
      for (Object array : ((Map<?, ?>) field.get(scope)).keySet()) {
        arrays.add((NDArray) array);
      }
      return arrays;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of DJL notes arrays in another way", e);
    }
  }
}
