package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.testkit.Examples.Change;
import ai.lacuna.testkit.Examples.Masking;
import ai.lacuna.testkit.SplitLoss.Teachers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether an objective trains what it should, and learns. */
final class GradientChecks {

  // A layer that starts with zeros keeps gradients from what lies below it, for one update.
  private static final int UPDATES = 3;
  private static final int SHOWN = 5;
  // Updates between two looks at other targets.
  private static final int PAUSE = 10;
  // Predictions that are the same for all images give exactly 1.
  private static final double SHARE_WITH_TEACHER = 0.98;

  private GradientChecks() {}

  static void reachEverything(Subject<?> subject) {
    try (Trial trial = new Trial(subject)) {
      Examples images = trial.eight();
      Set<String> without = new LinkedHashSet<>(trial.network().trainable().keySet());
      teacherHasNone(trial, images);
      for (int i = 0; i < UPDATES; i++) {
        Moment now = trial.moment();
        trial.network().beforeLoss(now);
        trial.accumulate(images);
        without.removeIf(name -> !zero(trial.gradients().of(name)));
        trial.move(now);
      }
      if (!without.isEmpty()) {
        throw new Finding(
            "no gradient in "
                + String.join(", ", without.stream().limit(SHOWN).toList())
                + (without.size() > SHOWN ? " and " + (without.size() - SHOWN) + " more" : "")
                + " over "
                + UPDATES
                + " updates",
            "a gradient in each of the " + trial.network().trainable().size() + " tensors",
            "a module of the plan that the loss does not run, stopGradient() or toFloatArray() on"
                + " the way, or parameters that need .freeze(names, Freeze.ALWAYS)");
      }
    }
  }

  private static boolean zero(NDArray gradient) {
    for (float value : gradient.toFloatArray()) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static void teacherHasNone(Trial trial, Examples images) {
    ProbeStep.Log log = new ProbeStep.Log();
    List<String> tracked =
        trial.recorded(
            scope -> {
              trial.objective().loss(ProbeStep.noting(trial.step(scope, images), log));
              return log.outputs().stream()
                  .filter(o -> o.side() == ProbeStep.Side.TEACHER && o.array().hasGradient())
                  .map(o -> "a gradient flows into the " + o.what())
                  .toList();
            });
    if (!tracked.isEmpty()) {
      throw teacherFinding(tracked.get(0));
    }
    trial
        .network()
        .buffers()
        .forEach(
            (name, array) -> {
              if (array.hasGradient()) {
                throw teacherFinding("gradients are recorded for " + name);
              }
            });
  }

  private static Finding teacherFinding(String seen) {
    return new Finding(
        seen,
        "no gradient in the teacher, which the host moves",
        "setRequiresGradient(true) on one of its outputs or parameters");
  }

  static void learns(Subject<?> subject) {
    Limits limits = subject.limits();
    try (Trial trial = new Trial(subject)) {
      // Equal masks, so that predictions that are the same for all images fit the targets of all
      // equally well.
      Examples images = trial.eight().with(Masking.HALF, Change.NONE);
      double apart = shareOfOthers(trial, images, limits);
      float first = trial.update(images);
      float last = first;
      boolean fell = false;
      // Crops that are compared with each other alone leave nothing to exchange.
      boolean toldApart = !SplitLoss.heedsTargets(trial, images);
      for (int i = 1; i < limits.updates() && !(fell && toldApart); i++) {
        last = trial.update(images);
        fell |= last <= limits.learntShare() * first;
        boolean look = i % PAUSE == 0 || i + 1 == limits.updates();
        toldApart |= look && own(trial, images) <= bound(apart, others(trial, images));
      }
      if (!fell) {
        throw new Finding(
            "the loss on eight images went from %.4f to %.4f in %d updates"
                .formatted(first, last, limits.updates()),
            "at most %.4f (%.0f %%)"
                .formatted(limits.learntShare() * first, 100 * limits.learntShare()),
            "a sign, a target that has nothing to do with the images, or a loss whose smallest"
                + " value is not 0; then say so in limits()");
      }
      if (!toldApart) {
        float others = others(trial, images);
        throw new Finding(
            "after %d updates the loss is %.4f with the images' own targets, %.4f with each other's"
                .formatted(limits.updates(), own(trial, images), others),
            "at most %.4f (%.0f %% less)".formatted(bound(apart, others), 100 * (1 - apart)),
            "predictions that are the same for all images, such as a mean, as the encoding does not"
                + " reach them");
      }
    }
  }

  // Targets of a teacher move while they are learnt, so that its loss need not fall far.
  private static double shareOfOthers(Trial trial, Examples images, Limits limits) {
    boolean fixed = Calls.of(trial, images).teachers().isEmpty();
    return fixed ? limits.learntShare() : SHARE_WITH_TEACHER;
  }

  // Below the loss with others' targets, whatever its sign.
  private static double bound(double share, float others) {
    return others - (1 - share) * Math.abs(others);
  }

  private static float own(Trial trial, Examples images) {
    return SplitLoss.of(trial, images, images, Teachers.TARGET);
  }

  private static float others(Trial trial, Examples images) {
    Examples swapped = images.with(Masking.HALF, Change.SWAPPED);
    return SplitLoss.of(trial, images, swapped, Teachers.TARGET);
  }
}
