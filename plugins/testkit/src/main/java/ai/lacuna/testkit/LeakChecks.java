package ai.lacuna.testkit;

import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.testkit.Examples.Change;
import ai.lacuna.testkit.Examples.Masking;
import ai.lacuna.testkit.SplitLoss.Teachers;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Whether predictions and targets are made from what they should be made from. */
final class LeakChecks {

  private static final double TOLERANCE = 1e-4;

  private LeakChecks() {}

  static void hiddenPixels(Subject<?> subject) {
    try (Trial trial = new Trial(subject)) {
      requireMask(trial);
      Examples images = trial.eight();
      if (trial.plan().mode() == EncodeMode.PREFIX_CAUSAL) {
        Examples changed = images.with(Masking.DRAWN, Change.LAST);
        lastPatch(trial, images, changed);
        requireSameOutputs(trial, images, images, changed);
      } else {
        Examples changed = images.with(Masking.DRAWN, Change.HIDDEN);
        requireSameOutputs(trial, images, changed, changed);
      }
    }
  }

  // The token of a patch has seen it, so that the prediction of a patch comes from the one before;
  // and nothing comes after the last.
  private static void lastPatch(Trial trial, Examples images, Examples changed) {
    float own = SplitLoss.of(trial, images, images, Teachers.NETWORK);
    float other = SplitLoss.of(trial, changed, images, Teachers.NETWORK);
    if (Math.abs(other - own) > TOLERANCE * Math.max(1e-3, Math.abs(own))) {
      throw new Finding(
          "what the last patch shows changes the loss from %.6f to %.6f".formatted(own, other),
          "no change: no prediction may be made from it",
          "the prediction of a patch is made from its own token, which has seen it, instead of the"
              + " token before");
    }
  }

  private static void requireSameOutputs(
      Trial trial, Examples images, Examples seen, Examples compared) {
    List<ProbeStep.Output> before = SplitLoss.outputs(trial, images, images);
    List<ProbeStep.Output> after = SplitLoss.outputs(trial, seen, compared);
    for (int i = 0; i < before.size(); i++) {
      double difference = difference(before.get(i).values(), after.get(i).values());
      if (difference > TOLERANCE) {
        String what = before.get(i).what();
        throw new Finding(
            "other pixels in hidden patches change the %s by %.2g".formatted(what, difference),
            "no change: what is to be predicted must not be seen",
            what.startsWith("encoding")
                ? "the plan hides patches, but encodes them all: give it the mode that leaves"
                    + " them out, such as .encode(EncodeMode.VISIBLE_ONLY)"
                : "the module gets step.images() or step.target() besides the encoding");
      }
    }
  }

  private static double difference(float[] a, float[] b) {
    if (a.length != b.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 1e-6;
    double difference = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
    }
    return difference / largest;
  }

  static void visiblePixels(Subject<?> subject) {
    try (Trial trial = new Trial(subject)) {
      requireMask(trial);
      Examples images = trial.eight().with(Masking.HALF, Change.NONE);
      float own = SplitLoss.of(trial, images, images, Teachers.NETWORK);
      Examples changed = images.with(Masking.HALF, Change.FAR_VISIBLE);
      float other = SplitLoss.of(trial, images, changed, Teachers.NETWORK);
      if (Math.abs(other - own) > TOLERANCE * Math.max(1e-3, Math.abs(own))) {
        throw new Finding(
            "other targets in visible patches change the loss from %.6f to %.6f"
                .formatted(own, other),
            "the same loss: visible patches need no prediction",
            "the loss is a mean over all patches: use hiddenTarget() and runHidden(), or weigh it"
                + " with step.hidden()");
      }
    }
  }

  static void target(Subject<?> subject) {
    try (Trial trial = new Trial(subject)) {
      Examples images = trial.eight();
      if (!SplitLoss.heedsTargets(trial, images)) {
        float own = SplitLoss.of(trial, images, images, Teachers.TARGET);
        throw new Finding(
            "the loss is %.6f whatever the predictions are compared with".formatted(own),
            "another loss with the targets, labels, teacher and further views of other images",
            "a constant target, a teacher that is declared and never asked, or a prediction that"
                + " is compared with itself");
      }
    }
  }

  private static void requireMask(Trial trial) {
    if (!Examples.hides(trial.plan())) {
      throw new TestAbortedException("the plan hides nothing, so nothing can leak");
    }
  }
}
