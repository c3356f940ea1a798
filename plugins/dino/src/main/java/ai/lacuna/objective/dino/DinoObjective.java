package ai.lacuna.objective.dino;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Scalars;
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
    NDArray seen = step.teacher().encode("global").get(":, 0"); // (2·B, 1+N, D) -> (2·B, D)
    NDArray scores = step.teacher().run("head", seen); // -> (2·B, K)
    step.collect("scores", scores.mean(new int[] {0}, true)); // (1, K)
    NDArray tokens = step.view("global").encode().get(":, 0"); // (2·B, 1+N, D) -> (2·B, D)
    if (config.localCrops() > 0) {
      tokens = tokens.concat(step.view("local").encode().get(":, 0")); // -> (A, D)
    }
    NDArray own =
        step.run("head", tokens).div(Scalars.of(tokens, config.studentTemperature())); // -> (A, K)
    double temperature = config.teacherTemperatures().at(step.moment());
    NDArray centred = scores.sub(step.buffer("centre")).div((float) temperature);
    NDArray says = centred.softmax(1); // (2·B, K)
    return Losses.of("agreement", crossEntropy(centred, own))
        .beside("teacher-entropy", entropy(says).mean())
        .beside("marginal-entropy", entropy(says.mean(new int[] {0}, true)));
  }

  /**
   * The mean over all pairs of a global crop that the teacher saw and another crop.
   *
   * @param teacher logits of the two global crops, (2·B, K)
   * @param logits of all crops, the global ones first, (A, K)
   */
  static NDArray crossEntropy(NDArray teacher, NDArray logits) {
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
   * Entropies in nats: ln K where no prototype is preferred, 0 where one has everything.
   *
   * @param distributions (A, K)
   * @return (A)
   */
  static NDArray entropy(NDArray distributions) {
    NDArray logs = distributions.maximum(Float.MIN_NORMAL).log(); // 0 · log 0 counts as 0
    return distributions.mul(logs).sum(new int[] {1}).neg(); // (A, K) -> (A)
  }

  @Override
  public void afterUpdate(Update update) {
    float m = (float) config.centreMomentum();
    NDArray mean = update.collected("scores"); // (1, K)
    update.set("centre", update.buffer("centre").mul(m).add(mean.mul(1 - m)));
  }
}
