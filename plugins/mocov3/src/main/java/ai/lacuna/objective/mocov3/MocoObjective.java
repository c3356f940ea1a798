package ai.lacuna.objective.mocov3;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.LossScope;

/**
 * Contrastive learning with a momentum encoder: of two crops of each image, the query of the one is
 * to match the key of the other better than the keys of all other images of the batch.
 *
 * <p>With queries q and keys k of length 1, and temperature τ (section 3, equation 1 and algorithm
 * 1):
 *
 * <pre>
 *   L = ctr(q₁, k₂) + ctr(q₂, k₁),  ctr(q, k) = -2τ · 1/B · Σ over i of log softmax(q_i · k / τ)_i
 * </pre>
 *
 * Letters: B images, N patches, D encoder width, E width of what is compared.
 *
 * @see <a href="https://arxiv.org/abs/2104.02057">Chen et al., An Empirical Study of Training
 *     Self-Supervised Vision Transformers</a>
 */
final class MocoObjective implements Objective {

  private final MocoConfig config;

  MocoObjective(MocoConfig config) {
    this.config = config;
  }

  @Override
  public Plan plan(PlanContext context) {
    context.requireClassToken();
    Plan.Builder plan =
        Plan.with(MocoConfig.published())
            .view(config.view())
            .module("projector", config.projector(context.width()))
            .module("predictor", config.predictor())
            .teacher(config.momentumEncoder())
            .lossOver(LossScope.WHOLE_BATCH);
    if (config.patchProjection() == MocoConfig.PatchProjection.FROZEN) {
      plan.freeze("encoder.patch_embed.*", Freeze.ALWAYS);
    }
    return plan.build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray tokens = step.encode().get(":, 0"); // (2·B, 1+N, D) -> (2·B, D)
    NDArray seen = step.teacher().encode().get(":, 0"); // -> (2·B, D)
    NDArray first = contrast(query(step, tokens, 0), key(step, seen, 1), config.temperature());
    NDArray second = contrast(query(step, tokens, 1), key(step, seen, 0), config.temperature());
    return Losses.of("first", first).plus("second", 1, second);
  }

  // A call for each crop: batch norms must not see which images occur twice.
  static NDArray query(Step step, NDArray tokens, int crop) {
    return step.run("predictor", step.run("projector", crop(tokens, crop))); // -> (B, E)
  }

  static NDArray key(Step step, NDArray tokens, int crop) {
    return step.teacher().run("projector", crop(tokens, crop)); // -> (B, E)
  }

  private static NDArray crop(NDArray tokens, int crop) {
    long images = tokens.getShape().get(0) / 2; // B
    return tokens.get(crop * images + ":" + (crop + 1) * images); // (2·B, D) -> (B, D)
  }

  /** ctr(q, k) of rows of any length, (B, E). */
  static NDArray contrast(NDArray queries, NDArray keys, double temperature) {
    NDArray cosines = queries.normalize(2, 1).matMul(keys.normalize(2, 1).transpose()); // (B, B)
    NDArray shares = cosines.div(Scalars.of(cosines, temperature)).logSoftmax(1);
    return shares.diagonal().mean().mul(Scalars.of(shares, -2 * temperature));
  }
}
