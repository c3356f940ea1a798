package ai.lacuna.objective.simmim;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Reconstructs;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ViewSpec;

/**
 * SimMIM: put mask tokens into hidden squares, encode everything, predict the pixels that were
 * there with as little as one linear layer.
 *
 * <p>With target pixels t, predictions y, and Ω the values of hidden pixels (section 3.4):
 *
 * <pre>  L = 1/|Ω| · Σ over Ω of |y - t|</pre>
 *
 * Letters: B images, C channels, N patches, T tokens of the encoder, O predicted values of each, R
 * × S pixels of the target, which are those of the image unless a lower resolution is asked for.
 *
 * <p>Differs from the official code in: the count of hidden pixels is not raised by 1e-5, as it is
 * never zero; values of a token are ordered (row, column, channel) instead of channel first.
 *
 * @see <a href="https://arxiv.org/abs/2111.09886">Xie et al., SimMIM: a Simple Framework for Masked
 *     Image Modeling</a>
 */
final class SimMimObjective implements Objective, Reconstructs {

  private final SimMimConfig config;

  SimMimObjective(SimMimConfig config) {
    this.config = config;
  }

  @Override
  public Plan plan(PlanContext context) {
    int side = context.patchesAcross("maskPatch", config.maskPatch());
    return Plan.with(SimMimConfig.published(context))
        .view(ViewSpec.randomResizedCrop(0.67, 1))
        .mask(new MaskSpec.Squares(config.maskRatio(), side))
        .encode(EncodeMode.MASK_TOKENS)
        .module("head", Head.of(config, context))
        .build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray prediction = predict(step); // (B, R, S, C)
    NDArray target = Pixels.target(step.images(), prediction); // -> (B, R, S, C)
    NDArray hidden =
        Pixels.hidden(step.hidden(), config.maskPatch(), step.images(), prediction); // (B, R, S, 1)
    NDArray error = config.loss().of(prediction.sub(target)).mul(hidden);
    return Losses.of("reconstruction", error.sum().div(hidden.sum().mul(target.getShape().get(3))));
  }

  @Override
  public NDArray reconstruct(Step step) {
    return Pixels.patches(predict(step), step.images(), step.hidden()); // -> (B, N, P)
  }

  private static NDArray predict(Step step) {
    NDArray values = step.run("head", step.encode()); // (B, T, D) -> (B, T, O)
    return Pixels.arranged(values, step.images()); // -> (B, R, S, C)
  }
}
