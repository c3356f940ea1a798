package ai.lacuna.testkit;

import ai.lacuna.api.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whether the backward pass reads memory that was given up before it. DJL closes the array that it
 * makes of the number in {@code x.mul(0.5f)} when the call is over; its memory lies in a buffer of
 * Java's, and is freed by some garbage collection, between the two passes or later. Here such
 * memory is kept and overwritten, so that nothing depends on the garbage collector.
 */
final class NumberCheck {

  // As floats: not a number, 3e38 and -2e38; as integers: -1 and large ones.
  private static final List<Byte> PATTERNS = List.of((byte) 0xFF, (byte) 0x7F, (byte) 0xFE);
  // The first update, and one after the first epoch.
  private static final int UPDATES = 5;
  private static final double SAME = 1e-6;
  private static final int SHOWN = 5;

  private NumberCheck() {}

  static void stayAlive(Subject<?> subject) {
    try (Trial trial = new Trial(subject)) {
      Examples images = trial.eight();
      requireAlive(trial, images);
      for (int i = 0; i < UPDATES; i++) {
        trial.update(images);
      }
      requireAlive(trial, images);
    }
  }

  private static void requireAlive(Trial trial, Examples images) {
    trial.network().beforeLoss(trial.moment());
    List<String> origins =
        trial.recorded(
            scope -> {
              try (MadeArrays made = new MadeArrays()) {
                Losses losses = trial.objective().loss(trial.step(scope, images));
                return readAfterEnd(made.givenUp(), () -> trial.gradientOf(losses));
              }
            });
    if (!origins.isEmpty()) {
      throw new Finding(
          "the gradient depends on numbers that were given up before the backward pass, made in "
              + String.join(", ", origins.stream().limit(SHOWN).toList())
              + (origins.size() > SHOWN ? " and " + (origins.size() - SHOWN) + " more" : ""),
          "a gradient that reads what still exists: on a CPU it is garbage after a garbage"
              + " collection",
          "DJL gives up the 0.5 of x.mul(0.5f) at once. Where x needs a gradient write"
              + " x.mul(Scalars.of(x, 0.5)), and so for div, pow, minimum and maximum; leave arrays"
              + " that you make to the step, which closes them");
    }
  }

  /**
   * Which memory a gradient still depends on.
   *
   * @param givenUp may be overwritten; holds its values afterwards
   * @param gradient by parameter, computed anew by every call
   * @return the lines that asked for it
   */
  static List<String> readAfterEnd(
      List<JavaMemory> givenUp, Supplier<Map<String, float[]>> gradient) {
    Map<String, float[]> undisturbed = gradient.get();
    if (!changes(givenUp, undisturbed, gradient)) {
      return List.of();
    }
    Map<String, List<JavaMemory>> byOrigin = new LinkedHashMap<>();
    givenUp.forEach(
        memory -> byOrigin.computeIfAbsent(memory.origin(), o -> new ArrayList<>()).add(memory));
    List<String> alone =
        byOrigin.entrySet().stream()
            .filter(entry -> changes(entry.getValue(), undisturbed, gradient))
            .map(Map.Entry::getKey)
            .toList();
    return alone.isEmpty() ? List.copyOf(byOrigin.keySet()) : alone;
  }

  private static boolean changes(
      List<JavaMemory> memory,
      Map<String, float[]> undisturbed,
      Supplier<Map<String, float[]>> gradient) {
    if (memory.isEmpty()) {
      return false;
    }
    for (byte pattern : PATTERNS) {
      memory.forEach(piece -> piece.overwrite(pattern));
      try {
        if (!same(undisturbed, gradient.get())) {
          return true;
        }
      } finally {
        memory.forEach(JavaMemory::restore);
      }
    }
    return false;
  }

  private static boolean same(Map<String, float[]> one, Map<String, float[]> two) {
    boolean equal = one.keySet().stream().allMatch(p -> Arrays.equals(one.get(p), two.get(p)));
    return equal || Comparison.of(one, two).distance() <= SAME;
  }
}
