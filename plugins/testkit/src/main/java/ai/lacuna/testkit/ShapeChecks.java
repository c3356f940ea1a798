package ai.lacuna.testkit;

import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Precision;

/** Whether an objective works on other batches, images and arithmetic. */
final class ShapeChecks {

  private static final double LEAST_COSINE = 0.9;

  private ShapeChecks() {}

  static void anyShape(Subject<?> subject) {
    BackboneConfig wide = Subject.backbone(32, 48);
    for (int batch : new int[] {1, 3, 5}) {
      update(subject, Subject.SQUARE, Subject.CHANNELS, batch);
    }
    update(subject, wide, Subject.CHANNELS, 2);
    update(subject, Subject.SQUARE, 1, 2);
    update(subject, wide, 5, 3);
  }

  private static void update(Subject<?> subject, BackboneConfig backbone, int channels, int batch) {
    String what =
        "on " + batch + " images of " + backbone.shape(channels) + " (channels, height, width)";
    try (Trial trial = new Trial(subject, backbone, channels, Precision.FLOAT32)) {
      trial.update(Examples.of(trial.plan(), backbone, channels, 0, batch));
    } catch (Finding finding) {
      throw new Finding(finding.seen() + " " + what, finding.expected(), finding.likely());
    } catch (RuntimeException e) {
      Finding finding =
          new Finding(
              e + " " + what,
              "a loss",
              "a number of images, rows, columns or channels that is written down; take it from"
                  + " the PlanContext, or from an array's shape");
      finding.initCause(e);
      throw finding;
    }
  }

  static void bfloat16(Subject<?> subject) {
    try (Trial exact = new Trial(subject);
        Trial reduced = new Trial(subject, Subject.SQUARE, Subject.CHANNELS, Precision.BFLOAT16)) {
      Examples images = Examples.eight(exact.plan());
      exact.network().beforeLoss(exact.moment());
      reduced.network().beforeLoss(reduced.moment());
      float loss = exact.accumulate(images, 1);
      float rounded = reduced.accumulate(images, 1);
      double difference = Math.abs(rounded - loss) / Math.max(1e-6, Math.abs(loss));
      double cosine =
          Comparison.of(RepeatChecks.gradients(exact), RepeatChecks.gradients(reduced)).cosine();
      if (!(difference <= subject.limits().bfloat16() && cosine >= LEAST_COSINE)) {
        throw new Finding(
            "the loss is %.5f in float32 and %.5f in bfloat16, the cosine of the gradients %.3f"
                .formatted(loss, rounded, cosine),
            "at most %.0f %% apart, and a cosine of at least %s"
                .formatted(100 * subject.limits().bfloat16(), LEAST_COSINE),
            "differences of large numbers, or a very low temperature; or say in limits() what the"
                + " method does to rounding");
      }
    }
  }
}
