package ai.lacuna.objective.supervised;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;

/**
 * Classification: what an encoder learns from labels, for comparison.
 *
 * <p>With the classes' shares t in an image, which smoothing and mixing make soft, and logits y:
 *
 * <pre>  L = - 1/B · Σ over images b of  Σ over classes k of t_bk · log softmax(y_b)_k</pre>
 *
 * Letters: B images, N patches, D encoder width, K classes.
 *
 * @see <a href="https://arxiv.org/abs/2111.06377">He et al., Masked Autoencoders Are Scalable
 *     Vision Learners, appendix A.2, for the recipe</a>
 */
final class SupervisedObjective implements Objective {

  private final SupervisedConfig config;

  SupervisedObjective(SupervisedConfig config) {
    this.config = config;
  }

  @Override
  public Plan plan(PlanContext context) {
    Plan.Builder plan =
        Plan.with(SupervisedConfig.published())
            .view(SupervisedConfig.view())
            .module("classifier", config.classifier(context));
    config.mixing().ifPresent(plan::mix);
    config.average().ifPresent(plan::teacher);
    return plan.build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray logits = step.run("classifier", step.encode()); // (B, 1+N, D) -> (B, K)
    NDArray target = step.classTargets(config.smoothing()); // (B, K)
    return Losses.of("classification", crossEntropy(target, logits));
  }

  /** The mean over images, (B, K) twice. */
  static NDArray crossEntropy(NDArray target, NDArray logits) {
    return target.mul(logits.logSoftmax(1)).sum(new int[] {1}).mean().neg();
  }
}
