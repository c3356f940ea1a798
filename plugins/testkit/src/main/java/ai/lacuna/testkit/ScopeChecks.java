package ai.lacuna.testkit;

import ai.lacuna.api.Plan;
import ai.lacuna.testkit.Examples.Change;
import ai.lacuna.testkit.Examples.Masking;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Whether a batch may be computed in parts as the plan says. */
final class ScopeChecks {

  private static final int HALF = 4;
  private static final double SAME = 1e-3;

  private ScopeChecks() {}

  static void accumulates(Subject<?> subject) {
    switch (subject.plan().lossScope()) {
      case EACH_IMAGE -> eachImage(subject);
      case WEIGHED_IMAGES -> weighedImages(subject);
      case WHOLE_BATCH -> wholeBatch(subject);
    }
  }

  private static void eachImage(Subject<?> subject) {
    Halves halves = Halves.of(subject);
    if (halves.toMean() > SAME) {
      throw new Finding(
          "the gradients differ by %.2g of their length".formatted(halves.toMean()),
          "at most " + SAME + ", as the plan's loss is a mean over images",
          halves.toSum() <= SAME
              ? "a sum over images where their mean belongs"
              : halves.toLine() <= SAME
                  ? "images weigh differently, such as by their hidden patches: then say"
                      + " .lossOver(LossScope.WEIGHED_IMAGES)"
                  : "images are compared with each other: then say"
                      + " .lossOver(LossScope.WHOLE_BATCH)");
    }
  }

  private static void weighedImages(Subject<?> subject) {
    Halves halves = Halves.of(subject);
    if (halves.toLine() > SAME) {
      throw new Finding(
          "the gradient is %.2g of its length away from any weighed mean of its halves'"
              .formatted(halves.toLine()),
          "at most " + SAME + ", as the plan says that the loss is a weighed mean over images",
          halves.toSum() <= SAME
              ? "a sum over images where their mean belongs"
              : "images are compared with each other: then say"
                  + " .lossOver(LossScope.WHOLE_BATCH)");
    }
    if (halves.toMean() <= SAME) {
      throw new Finding(
          "all images weigh the same",
          "images that weigh differently, as the plan says",
          "remove .lossOver(LossScope.WEIGHED_IMAGES)");
    }
  }

  private static void wholeBatch(Subject<?> subject) {
    Halves halves = Halves.of(subject);
    if (halves.toLine() <= SAME) {
      throw new Finding(
          "the gradient is a mean of its halves', though the plan says that the loss needs the"
              + " whole batch",
          "a gradient that no weighed mean of the halves' gives",
          halves.toMean() <= SAME
              ? "remove .lossOver(LossScope.WHOLE_BATCH)"
              : "say .lossOver(LossScope.WEIGHED_IMAGES)");
    }
  }

  /**
   * How far the gradient of a batch is from what those of its halves give, over its length.
   *
   * @param toMean from their mean
   * @param toSum from their sum
   * @param toLine from the nearest weighed mean, with any weights
   */
  private record Halves(double toMean, double toSum, double toLine) {

    static Halves of(Subject<?> subject) {
      Map<String, float[]> whole = gradient(subject, 0, 2 * HALF);
      Map<String, float[]> first = gradient(subject, 0, HALF);
      Map<String, float[]> second = gradient(subject, HALF, HALF);
      double share = nearestShare(whole, first, second);
      return new Halves(
          distance(whole, first, 0.5, second, 0.5),
          distance(whole, first, 1, second, 1),
          distance(whole, first, share, second, 1 - share));
    }

    // Masks of different sizes can be rare: where there can be any, the halves get some.
    private static Masking masking(Plan plan) {
      boolean even = plan.views().stream().allMatch(view -> view.mask().hidesEquallyMany());
      return even ? Masking.DRAWN : Masking.UNEVEN;
    }

    private static Map<String, float[]> gradient(Subject<?> subject, int from, int count) {
      try (Trial trial = new Trial(subject)) {
        trial.network().beforeLoss(trial.moment());
        trial.accumulate(trial.images(from, count).with(masking(trial.plan()), Change.NONE));
        return RepeatChecks.gradients(trial);
      }
    }

    private static double distance(
        Map<String, float[]> whole,
        Map<String, float[]> first,
        double one,
        Map<String, float[]> second,
        double two) {
      Map<String, float[]> sum = new TreeMap<>();
      first.forEach(
          (name, a) -> {
            float[] b = Objects.requireNonNull(second.get(name));
            float[] values = new float[a.length];
            for (int i = 0; i < a.length; i++) {
              values[i] = (float) (one * a[i] + two * b[i]);
            }
            sum.put(name, values);
          });
      return Comparison.of(whole, sum).distance();
    }

    // The share s in [0, 1] for which s · first + (1 - s) · second is nearest to the whole.
    private static double nearestShare(
        Map<String, float[]> whole, Map<String, float[]> first, Map<String, float[]> second) {
      double along = 0;
      double length = 1e-30;
      for (Map.Entry<String, float[]> entry : whole.entrySet()) {
        float[] a = Objects.requireNonNull(first.get(entry.getKey()));
        float[] b = Objects.requireNonNull(second.get(entry.getKey()));
        for (int i = 0; i < a.length; i++) {
          double apart = (double) a[i] - b[i];
          along += apart * ((double) entry.getValue()[i] - b[i]);
          length += apart * apart;
        }
      }
      return Math.max(0, Math.min(1, along / length));
    }
  }
}
