package ai.lacuna.testkit;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.model.Precision;

/** Whether an objective works on other batches, images, encoders and arithmetic. */
final class ShapeChecks {

  private static final double LEAST_COSINE = 0.9;

  private ShapeChecks() {}

  static void anyShape(Subject<?> subject) {
    // An image alone has nothing to be compared with.
    int smallest = subject.plan().lossScope() == LossScope.WHOLE_BATCH ? 2 : 1;
    for (int batch : new int[] {smallest, 3, 5}) {
      update(subject, Conditions.USUAL, batch);
    }
    update(subject, Conditions.WIDE, 2);
    update(subject, Conditions.USUAL.withChannels(1), 2);
    update(subject, Conditions.WIDE.withChannels(5), 3);
    update(subject, Conditions.FINE, 2);
    updateOrRefuse(subject, Conditions.MERGING, 2);
  }

  private static void updateOrRefuse(Subject<?> subject, Conditions conditions, int batch) {
    try {
      update(subject, conditions, batch);
    } catch (Finding finding) {
      if (!(finding.getCause() instanceof LacunaException e
          && e.kind() == LacunaException.Kind.CONFIG)) {
        throw finding;
      }
    }
  }

  private static void update(Subject<?> subject, Conditions conditions, int batch) {
    String what =
        "on %d images of %s (channels, height, width), %s, %d codes"
            .formatted(
                batch,
                conditions.image(),
                conditions.backbone().summary(),
                conditions.vocabulary());
    try (Trial trial = new Trial(subject, conditions, Precision.FLOAT32)) {
      trial.update(trial.images(0, batch));
    } catch (Finding finding) {
      throw new Finding(finding.seen() + " " + what, finding.expected(), finding.likely());
    } catch (RuntimeException e) {
      Finding finding =
          new Finding(
              e + " " + what,
              "a loss",
              "a number of images, rows, columns, channels or codes, a width or a patch that is"
                  + " written down; take it from the PlanContext, or from an array's shape");
      finding.initCause(e);
      throw finding;
    }
  }

  static void bfloat16(Subject<?> subject) {
    try (Trial exact = new Trial(subject);
        Trial reduced = new Trial(subject, Conditions.USUAL, Precision.BFLOAT16)) {
      Examples images = exact.eight();
      exact.network().beforeLoss(exact.moment());
      reduced.network().beforeLoss(reduced.moment());
      float loss = exact.accumulate(images);
      float rounded = reduced.accumulate(images);
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
