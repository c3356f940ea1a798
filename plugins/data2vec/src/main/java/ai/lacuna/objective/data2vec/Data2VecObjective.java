package ai.lacuna.objective.data2vec;

import static ai.lacuna.objective.data2vec.Data2VecConfig.Normalisation.EACH_BLOCK_AND_MEAN;
import static ai.lacuna.objective.data2vec.Data2VecConfig.Normalisation.NONE;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.LossScope;

/**
 * data2vec: hide blocks of patches behind mask tokens, and predict what a teacher, who sees the
 * whole image, makes of each hidden patch.
 *
 * <p>With H hidden patches of the batch, prediction f and the outputs a of the teacher's last K
 * blocks, each normalised (sections 3.3 and 3.4):
 *
 * <pre>  y = LN( 1/K · Σ over the last K blocks l of  LN(a_l) )
 *   L = 1/(H·D) · Σ  (y - f)² / 2β  where |y - f| &lt; β,  |y - f| - β/2  elsewhere</pre>
 *
 * Letters: B images, N patches, H hidden patches of all images, D encoder width, K blocks.
 *
 * @see <a href="https://arxiv.org/abs/2202.03555">Baevski et al., data2vec: A General Framework for
 *     Self-supervised Learning in Speech, Vision and Language</a>
 */
final class Data2VecObjective implements Objective {

  private static final float EPSILON = 1e-5f; // torch's layer_norm

  private final Data2VecConfig config;

  Data2VecObjective(Data2VecConfig config) {
    this.config = config;
  }

  @Override
  public Plan plan(PlanContext context) {
    context.requirePatchTokens("as the teacher's feature of each patch is predicted");
    return Plan.with(config.modality().published())
        .view(config.modality().view())
        .mask(config.modality().mask(context))
        .encode(EncodeMode.MASK_TOKENS)
        .module("head", config.head(context))
        .teacher(config.teacher())
        .lossOver(LossScope.WEIGHED_IMAGES)
        .build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray target = target(step); // (H, D)
    NDArray prediction = step.run("head", hidden(step, step.encode())); // (H, D)
    NDArray loss = smoothL1(prediction.sub(target), (float) config.beta());
    return Losses.of("regression", loss.mul((float) config.lossScale()))
        .beside("target-variance", variance(target))
        .beside("prediction-variance", variance(prediction));
  }

  /** What the teacher makes of hidden patches, (H, D). */
  NDArray target(Step step) {
    String view = config.modality().view().name();
    NDArray blocks = step.teacher().encodeBlocks(view, config.blockOutput()); // (K, B, 1+N, D)
    NDArray sum = blocks.getManager().zeros(blocks.getShape().slice(3));
    for (int l = 0; l < config.topBlocks(); l++) {
      NDArray features = hidden(step, blocks.get(l)); // (B, 1+N, D) -> (H, D)
      sum = sum.add(config.normalisation() == NONE ? features : normalised(features));
    }
    NDArray mean = sum.div(config.topBlocks());
    return config.normalisation() == EACH_BLOCK_AND_MEAN ? normalised(mean) : mean;
  }

  // (B, 1+N, D) -> (H, D)
  private NDArray hidden(Step step, NDArray tokens) {
    long patches = step.hidden().getShape().get(1);
    return step.ofHidden(config.modality().places(tokens, patches));
  }

  // Each row with mean 0 and variance 1.
  private static NDArray normalised(NDArray rows) {
    NDArray centred = rows.sub(rows.mean(new int[] {1}, true));
    NDArray variance = centred.square().mean(new int[] {1}, true);
    return centred.div(variance.add(EPSILON).sqrt());
  }

  private static NDArray smoothL1(NDArray difference, float beta) {
    NDArray size = difference.abs();
    NDArray square = difference.square().div(2 * beta);
    return NDArrays.where(size.lt(beta), square, size.sub(beta / 2)).mean();
  }

  // How much patches differ from each other, mean over the channels: 0 = all are alike.
  private static NDArray variance(NDArray rows) {
    return rows.sub(rows.mean(new int[] {0}, true)).square().mean();
  }
}
