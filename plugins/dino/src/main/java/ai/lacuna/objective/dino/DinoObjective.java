package ai.lacuna.objective.dino;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.Update;
import ai.lacuna.api.distillation.Centring;
import ai.lacuna.api.distillation.Distillation;

/**
 * Self-distillation without labels: a network says of every crop of an image what its teacher says
 * of another one.
 *
 * <p>With the scores g of a head, student s, teacher t, its centre c and temperatures τ (section
 * 3.1, equation 3 and algorithm 1):
 *
 * <pre>  L = mean over pairs (u, v ≠ u), u global, of  - Σ over k of P_t(u)_k · log P_s(v)_k
 *   P_t = softmax((g_t - c) / τ_t),  P_s = softmax(g_s / τ_s)</pre>
 *
 * Letters: B images, A = (2 + local crops) · B crops, N patches, D encoder width, K prototypes.
 *
 * @see <a href="https://arxiv.org/abs/2104.14294">Caron et al., Emerging Properties in
 *     Self-Supervised Vision Transformers</a>
 */
final class DinoObjective implements Objective {

  private final DinoConfig config;

  DinoObjective(DinoConfig config) {
    this.config = config;
  }

  @Override
  public Plan plan(PlanContext context) {
    context.requireClassToken();
    Plan.Builder plan =
        Plan.with(DinoConfig.published())
            .module("head", config.head())
            .teacher(config.teacher())
            .buffer("centre", Centring.centre(config.prototypes()));
    config.views(context).forEach(plan::view);
    config.freezes().forEach(plan::freeze);
    return plan.build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray seen = step.teacher().encode("global").get(":, 0"); // (2·B, 1+N, D) -> (2·B, D)
    NDArray scores = step.teacher().run("head", seen); // -> (2·B, K)
    config.centring().collect(step, "centre", scores);
    NDArray tokens = step.view("global").encode().get(":, 0"); // (2·B, 1+N, D) -> (2·B, D)
    if (config.localCrops() > 0) {
      tokens = tokens.concat(step.view("local").encode().get(":, 0")); // -> (A, D)
    }
    NDArray own =
        step.run("head", tokens).div(Scalars.of(tokens, config.studentTemperature())); // -> (A, K)
    NDArray target = config.centring().logits(step, "centre", scores); // (2·B, K)
    Losses losses = Losses.of("agreement", Distillation.ofCrops(target, own));
    return Distillation.withEntropies(losses, target);
  }

  @Override
  public void afterUpdate(Update update) {
    config.centring().move(update, "centre");
  }
}
