package ai.lacuna.api.distillation;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.schedule.Schedule;
import java.util.Collection;
import java.util.List;

/**
 * The teacher of self-distillation, what a network loses by saying something else, and the
 * entropies that tell whether the teacher collapses.
 *
 * <p>Letters: B images, A crops, K prototypes.
 *
 * @see <a href="https://arxiv.org/abs/2104.14294">Caron et al., Emerging Properties in
 *     Self-Supervised Vision Transformers</a>
 */
public final class Distillation {

  private Distillation() {}

  /**
   * A teacher that is moved after every update and is the result of the run (main_dino.py,
   * train_one_epoch).
   *
   * @param momentum weight of the old teacher at the beginning, in [0, 1]; 1 at the end, on half a
   *     cosine
   * @param heads names of the plan's heads, which it has too
   */
  public static TeacherSpec teacher(double momentum, Collection<String> heads) {
    return new TeacherSpec(
        new Schedule.SteppedCosine(0, momentum, 1, 0),
        TeacherSpec.When.AFTER_UPDATE,
        List.copyOf(heads),
        TeacherSpec.Result.TEACHER);
  }

  /**
   * The cross-entropy, its mean over all pairs of a global crop that the teacher saw and another
   * crop (main_dino.py, DINOLoss).
   *
   * @param teacher logits of the two global crops, (2·B, K)
   * @param logits of all crops, the global ones first, (A, K)
   * @return a scalar
   */
  public static NDArray ofCrops(NDArray teacher, NDArray logits) {
    NDArray target = teacher.softmax(1); // (2·B, K)
    NDArray says = logits.logSoftmax(1); // (A, K)
    long images = target.getShape().get(0) / 2; // B
    long crops = says.getShape().get(0) / images;
    NDArray both = target.get("0:" + images).add(target.get(images + ":")); // (B, K)
    NDArray all = both.tile(new long[] {crops, 1}).mul(says).sum();
    NDArray itself = target.mul(says.get("0:" + 2 * images)).sum(); // no crop learns from itself
    return all.sub(itself).div(Scalars.of(all, -2.0 * images * (crops - 1)));
  }

  /**
   * Losses with what tells whether the teacher collapses: {@code teacher-entropy}, the mean entropy
   * of what it says, and {@code marginal-entropy}, that of the mean.
   *
   * @param teacher logits, (A, K)
   */
  public static Losses withEntropies(Losses losses, NDArray teacher) {
    NDArray says = teacher.softmax(1); // (A, K)
    return losses
        .beside("teacher-entropy", entropy(says).mean())
        .beside("marginal-entropy", entropy(says.mean(new int[] {0}, true)));
  }

  /**
   * Entropies in nats: ln K where no prototype is preferred, 0 where one has everything.
   *
   * @param distributions (A, K)
   * @return (A)
   */
  public static NDArray entropy(NDArray distributions) {
    NDArray logs = distributions.maximum(Float.MIN_NORMAL).log(); // 0 · log 0 counts as 0
    return distributions.mul(logs).sum(new int[] {1}).neg(); // (A, K) -> (A)
  }
}
