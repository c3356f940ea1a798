package ai.lacuna.objective.dino;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.Update;

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
            .buffer("centre", config.centre());
    config.views(context).forEach(plan::view);
    config.freezes().forEach(f -> plan.freeze(f.names().text(), f.epochs()));
    return plan.build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray seen = classTokens(step.teacher().encode("global")); // (2·B, 1+N, D) -> (2·B, D)
    NDArray scores = step.teacher().run("head", seen); // -> (2·B, K)
    step.collect("scores", scores.mean(new int[] {0}, true)); // (1, K)
    NDArray tokens = classTokens(step.view("global").encode()); // (2·B, D)
    if (config.localCrops() > 0) {
      tokens = tokens.concat(classTokens(step.view("local").encode())); // -> (A, D)
    }
    NDArray own = step.run("head", tokens); // -> (A, K)
    double temperature = config.teacherTemperatures().at(step.moment());
    NDArray target = target(scores, step.buffer("centre"), temperature);
    return Losses.of(
        "agreement", crossEntropy(target, own.div((float) config.studentTemperature())));
  }

  private static NDArray classTokens(NDArray tokens) {
    return tokens.get(":, 0"); // (A, 1+N, D) -> (A, D)
  }

  /** What the teacher says, centred and sharpened: (2·B, K). */
  static NDArray target(NDArray scores, NDArray centre, double temperature) {
    return scores.sub(centre).div((float) temperature).softmax(1);
  }

  /**
   * The mean over all pairs of a global crop that the teacher saw and another crop.
   *
   * @param target shares of the prototypes in the two global crops, (2·B, K)
   * @param logits of all crops, the global ones first, (A, K)
   */
  static NDArray crossEntropy(NDArray target, NDArray logits) {
    long images = target.getShape().get(0) / 2; // B
    long locals = logits.getShape().get(0) / images - 2;
    NDArray first = target.get("0:" + images); // (B, K)
    NDArray second = target.get(images + ":");
    NDArray wanted = second.concat(first); // each global crop learns from the other
    if (locals > 0) {
      wanted = wanted.concat(first.add(second).tile(new long[] {locals, 1})); // -> (A, K)
    }
    return wanted.mul(logits.logSoftmax(1)).sum().div(-2f * images * (1 + locals));
  }

  @Override
  public void afterUpdate(Update update) {
    float m = (float) config.centreMomentum();
    NDArray mean = update.collected("scores"); // (1, K)
    update.set("centre", update.buffer("centre").mul(m).add(mean.mul(1 - m)));
  }
}
