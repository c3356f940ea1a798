package ai.lacuna.testkit;

import ai.lacuna.api.Step;
import ai.lacuna.testkit.Examples.Change;
import java.util.List;

/** A loss whose predictions are made from some images and compared with others. */
final class SplitLoss {

  /** Whose teacher is asked, and whose further views are encoded. */
  enum Teachers {
    NETWORK,
    TARGET
  }

  private SplitLoss() {}

  /**
   * The loss.
   *
   * @param seen by the network
   * @param compared give images, targets and labels
   */
  static float of(Trial trial, Examples seen, Examples compared, Teachers teachers) {
    return trial.recorded(
        scope -> {
          Step network = trial.step(scope, seen);
          Step target = trial.step(scope, compared);
          String first = trial.plan().view().name();
          Step step =
              ProbeStep.split(
                  network,
                  target,
                  teachers == Teachers.NETWORK ? network : target,
                  // A further view without a mask is what the first is compared with.
                  name -> teachers == Teachers.NETWORK || name.equals(first) ? network : target,
                  new ProbeStep.Log());
          return Trial.total(trial.objective().loss(step));
        });
  }

  /** Whether other images' targets, labels, teacher and further views give another loss. */
  static boolean heedsTargets(Trial trial, Examples images) {
    float own = of(trial, images, images, Teachers.TARGET);
    float other = of(trial, images, images.with(images.masking(), Change.ALL), Teachers.TARGET);
    return Math.abs(other - own) > 1e-6 * Math.abs(own);
  }

  /**
   * What the network's encoder and modules give on the way to the loss.
   *
   * @param seen by the network, in every view
   * @param compared give images, targets, labels and the teacher
   */
  static List<ProbeStep.Output> outputs(Trial trial, Examples seen, Examples compared) {
    ProbeStep.Log log = new ProbeStep.Log();
    trial.recorded(
        scope -> {
          Step network = trial.step(scope, seen);
          Step target = trial.step(scope, compared);
          Step step = ProbeStep.split(network, target, target, name -> network, log);
          return Trial.total(trial.objective().loss(step));
        });
    return log.network();
  }
}
