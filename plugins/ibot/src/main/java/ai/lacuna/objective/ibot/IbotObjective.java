package ai.lacuna.objective.ibot;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.Update;
import ai.lacuna.api.View;
import ai.lacuna.api.distillation.Centring;
import ai.lacuna.api.distillation.Distillation;
import ai.lacuna.api.plan.EncodeMode;

/**
 * Image BERT pre-training with online tokenizer: a network that sees mask tokens in the place of
 * hidden patches says of each what its teacher, who sees it, says; and of every crop of an image
 * what its teacher says of another one.
 *
 * <p>With the scores g of a head for class tokens and for patches i, student s, teacher t, centres
 * c and temperatures τ (section 3.1, equations 2 and 3, algorithm 1):
 *
 * <pre>  L = λ1 · mean over pairs (u, v ≠ u), u global, of  - Σ over k of P_t(u)_k · log P_s(v)_k
 *     + λ2 · mean over global u, hidden i, of  - Σ over k of P_t(u_i)_k · log P_s(û_i)_k
 *   P_t = softmax((g_t - c) / τ_t),  P_s = softmax(g_s / τ_s),  û: u with hidden patches</pre>
 *
 * Letters: B images, A = 2 · B global crops, N patches, H hidden patches of all global crops, D
 * encoder width, K prototypes.
 *
 * @see <a href="https://arxiv.org/abs/2111.07832">Zhou et al., iBOT: Image BERT Pre-Training with
 *     Online Tokenizer</a>
 */
final class IbotObjective implements Objective {

  private final IbotConfig config;

  IbotObjective(IbotConfig config) {
    this.config = config;
  }

  @Override
  public Plan plan(PlanContext context) {
    context.requireClassToken();
    context.requirePatchTokens("as the teacher says something of each patch");
    Plan.Builder plan =
        Plan.with(IbotConfig.published()).encode(EncodeMode.MASK_TOKENS).teacher(config.teacher());
    config.heads().forEach(plan::module);
    config.centres().forEach(name -> plan.buffer(name, Centring.centre(config.prototypes())));
    config.views(context).forEach(plan::view);
    config.freezes().forEach(plan::freeze);
    return plan.build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray seen = step.teacher().encode("global"); // (A, 1+N, D)
    NDArray own = step.view("global").encode(); // (A, 1+N, D)
    if (config.classWeight() == 0) {
      return patches(step, seen, own);
    }
    Losses classes = classes(step, seen, own);
    return config.patchWeight() == 0 ? classes : classes.and(patches(step, seen, own));
  }

  private Losses classes(Step step, NDArray seen, NDArray own) {
    NDArray scores = step.teacher().run("head", seen.get(":, 0")); // (A, 1+N, D) -> (A, K)
    config.centring().collect(step, IbotConfig.CLASS_CENTRE, scores);
    NDArray tokens = own.get(":, 0"); // (A, 1+N, D) -> (A, D)
    if (config.localCrops() > 0) {
      tokens = tokens.concat(step.view("local").encode().get(":, 0")); // -> all crops
    }
    NDArray target = config.centring().logits(step, IbotConfig.CLASS_CENTRE, scores);
    NDArray logits = step.run("head", tokens).div(Scalars.of(tokens, config.studentTemperature()));
    NDArray loss = Distillation.ofCrops(target, logits);
    loss = loss.mul(Scalars.of(loss, config.classWeight()));
    return Distillation.withEntropies(Losses.of("class", loss), target);
  }

  private Losses patches(Step step, NDArray seen, NDArray own) {
    View view = step.view("global");
    String head = config.patchHead();
    NDArray scores = step.teacher().run(head, seen.get(":, 1:")); // (A, 1+N, D) -> (A, N, K)
    config.centring().collect(step, IbotConfig.PATCH_CENTRE, scores);
    NDArray hidden = view.ofHidden(scores); // (A, N, K) -> (H, K)
    NDArray target = config.centring().logits(step, IbotConfig.PATCH_CENTRE, hidden);
    NDArray logits =
        view.runHidden(head, own.get(":, 1:")).div(Scalars.of(own, config.studentTemperature()));
    NDArray weights = view.ofHidden(PatchLoss.weights(view.hidden())); // (A, N, 1) -> (H, 1)
    NDArray loss = PatchLoss.of(target, logits, weights);
    return Losses.of("patch", loss.mul(Scalars.of(loss, config.patchWeight())));
  }

  @Override
  public void afterUpdate(Update update) {
    config.centres().forEach(name -> config.centring().move(update, name));
  }
}
