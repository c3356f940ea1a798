package ai.lacuna.objective.beit;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.Target;

/**
 * BEiT: hide blocks of patches behind mask tokens, encode everything, say which visual token of a
 * tokenizer belongs to each hidden patch.
 *
 * <p>With H hidden patches of the batch, token z and predicted distribution p (section 2.3):
 *
 * <pre>  L = - 1/H · Σ over hidden patches i of  log p(z_i)</pre>
 *
 * Letters: B images, N patches, H hidden patches of all images, D encoder width, K codes of the
 * tokenizer.
 *
 * @see <a href="https://arxiv.org/abs/2106.08254">Bao et al., BEiT: BERT Pre-Training of Image
 *     Transformers</a>
 */
final class BeitObjective implements Objective {

  private final BeitConfig config;

  BeitObjective(BeitConfig config) {
    this.config = config;
  }

  @Override
  public Plan plan(PlanContext context) {
    return Plan.with(BeitConfig.published())
        .view(BeitConfig.view())
        .mask(config.mask(context))
        .encode(EncodeMode.MASK_TOKENS)
        .module("head", config.head(context))
        .target(Target.TOKENS)
        .lossOver(LossScope.WEIGHED_IMAGES)
        .build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray tokens = step.encode(); // (B, 1+N, D), or (B, N, D) without a class token
    long first = tokens.getShape().get(1) - step.hidden().getShape().get(1);
    NDArray patches = step.ofHidden(tokens.get(":, " + first + ":")); // -> (H, D)
    NDArray scores = step.run("head", patches).logSoftmax(1); // -> (H, K)
    NDArray right = scores.gather(step.hiddenTarget().expandDims(1), 1); // -> (H, 1)
    return Losses.of("cross-entropy", right.mean().neg());
  }
}
