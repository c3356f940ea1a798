package ai.lacuna.objective.data2vec;

import static ai.lacuna.objective.data2vec.Data2VecConfig.Normalisation.EACH_BLOCK_AND_MEAN;
import static ai.lacuna.objective.data2vec.Data2VecConfig.Normalisation.NONE;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Scalars;
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
 * Letters: B images, N patches, H hidden patches of all images, D encoder width, K blocks, A any
 * number of images.
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

  // Over all patches, of which visible ones weigh nothing: arrays whose sizes differ in every step
  // leave gaps in memory that nothing fits into.
  @Override
  public Losses loss(Step step) {
    NDArray hidden = step.hidden().expandDims(2); // (B, N) -> (B, N, 1), 1 = hidden
    NDArray target = target(step); // (B, N, D)
    NDArray tokens = config.modality().places(step.encode(), hidden.getShape().get(1));
    NDArray prediction = step.run("head", tokens); // (B, N, D)
    NDArray loss = mean(smoothL1(prediction.sub(target), (float) config.beta()), hidden);
    return Losses.of("regression", loss.mul(Scalars.of(loss, config.lossScale())))
        .beside("target-variance", variance(target, hidden))
        .beside("prediction-variance", variance(prediction, hidden));
  }

  /** What the teacher makes of each patch, (B, N, D). */
  NDArray target(Step step) {
    String view = config.modality().view().name();
    long patches = step.hidden().getShape().get(1);
    NDArray blocks = step.teacher().encodeBlocks(view, config.blockOutput()); // (K, B, 1+N, D)
    Shape shape = blocks.getShape();
    NDArray features = config.modality().places(blocks.flatten(0, 1), patches); // -> (K·B, N, D)
    if (config.normalisation() != NONE) {
      features = normalised(features);
    }
    NDArray each = features.reshape(shape.get(0), shape.get(1), patches, shape.get(3));
    NDArray mean = each.mean(new int[] {0}); // (K, B, N, D) -> (B, N, D)
    return config.normalisation() == EACH_BLOCK_AND_MEAN ? normalised(mean) : mean;
  }

  // Each token with mean 0 and variance 1: (A, N, D).
  private static NDArray normalised(NDArray tokens) {
    Shape channels = tokens.getShape().slice(2); // (D)
    NDArray ones = tokens.getManager().ones(channels);
    NDArray zeros = tokens.getManager().zeros(channels);
    return LayerNorm.layerNorm(tokens, channels, ones, zeros, EPSILON).singletonOrThrow();
  }

  private static NDArray smoothL1(NDArray difference, float beta) {
    NDArray size = difference.abs();
    NDArray square = difference.square().div(Scalars.of(difference, 2 * beta));
    return NDArrays.where(size.lt(beta), square, size.sub(beta / 2));
  }

  // Over hidden patches and channels: (B, N, D) -> ()
  private static NDArray mean(NDArray values, NDArray hidden) {
    return values.mul(hidden).sum().div(hidden.sum().maximum(1).mul(values.getShape().get(2)));
  }

  // How much hidden patches differ from each other, mean over the channels: 0 = all are alike.
  private static NDArray variance(NDArray tokens, NDArray hidden) {
    NDArray sum = tokens.mul(hidden).sum(new int[] {0, 1}, true); // (B, N, D) -> (1, 1, D)
    return mean(tokens.sub(sum.div(hidden.sum().maximum(1))).square(), hidden);
  }
}
