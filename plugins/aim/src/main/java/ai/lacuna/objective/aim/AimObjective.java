package ai.lacuna.objective.aim;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Reconstructs;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.ViewSpec;

/**
 * AIM: read an image patch by patch, row after row, and predict the pixels of each next patch from
 * those before it.
 *
 * <p>With a prefix of S of the N patches of an image, of which nothing is predicted, target t of P
 * values and prediction y from the token before (equation 2, over the patches behind the prefix):
 *
 * <pre>  L = 1/H · Σ over images, patches i > S of  1/P · Σ over j of (y(x_1 … x_i-1)_j - t_ij)²
 * </pre>
 *
 * Letters: B images, N patches, H patches behind the prefix of all images, D encoder width, P
 * values per patch.
 *
 * @see <a href="https://arxiv.org/abs/2401.08541">El-Nouby et al., Scalable Pre-training of Large
 *     Autoregressive Image Models</a>
 */
final class AimObjective implements Objective, Reconstructs {

  private final AimConfig config;

  AimObjective(AimConfig config) {
    this.config = config;
  }

  @Override
  public Plan plan(PlanContext context) {
    return Plan.with(AimConfig.published())
        .view(ViewSpec.randomResizedCrop(0.4, 1)) // table 3c
        .mask(config.mask(context))
        .encode(EncodeMode.PREFIX_CAUSAL)
        .module("head", config.head(context))
        .target(config.target().asTarget())
        .lossOver(config.lossScope())
        .build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray prediction = step.runHidden("head", before(step)); // (B, N, D) -> (H, P)
    return Losses.of("next-patch", prediction.sub(step.hiddenTarget()).square().mean());
  }

  @Override
  public NDArray reconstruct(Step step) {
    return step.toPixels(step.run("head", before(step))); // (B, N, D) -> (B, N, P)
  }

  // In the place of each patch the token before it; the first patch, which is never predicted, has
  // a class token or its own.
  private static NDArray before(Step step) {
    NDArray tokens = step.encode(); // (B, N, D), or (B, 1+N, D) with a class token
    NDArray padded = tokens.get(":, :1").concat(tokens, 1);
    long last = padded.getShape().get(1) - 1;
    long first = last - step.hidden().getShape().get(1);
    return padded.get(":, " + first + ":" + last); // -> (B, N, D)
  }
}
