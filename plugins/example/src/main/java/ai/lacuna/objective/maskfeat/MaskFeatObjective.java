package ai.lacuna.objective.maskfeat;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ViewSpec;

/**
 * MaskFeat: hide patches, encode the rest, predict the histograms of oriented gradients of the
 * hidden ones.
 *
 * <p>With H hidden patches of F histogram values each, target t and prediction y (section 3.2):
 *
 * <pre>  L = 1/(H F) · Σ over hidden patches and values of (y - t)²</pre>
 *
 * Letters: B images, C channels, N patches, V visible patches, H hidden patches of all images, D
 * encoder width, F values per patch.
 *
 * <p>Differs from the paper in: patches are hidden by uniform sampling, not in blocks, and hidden
 * patches enter behind the encoder as MAE's do, in a small decoder, not before it.
 *
 * @see <a href="https://arxiv.org/abs/2112.09133">Wei et al., Masked Feature Prediction for
 *     Self-Supervised Visual Pre-Training</a>
 */
final class MaskFeatObjective implements Objective {

  private final MaskFeatConfig config;

  MaskFeatObjective(MaskFeatConfig config) {
    this.config = config;
  }

  @Override
  public Plan plan(PlanContext context) {
    return Plan.with(MaskFeatConfig.published())
        .view(ViewSpec.randomResizedCrop(0.5, 1))
        .mask(new MaskSpec.Random(config.maskRatio()))
        .encode(EncodeMode.VISIBLE_ONLY)
        .module("decoder", config.decoder(context))
        .build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray latent = step.encode(); // (B, 1+V, D)
    NDArray prediction = step.runHidden("decoder", latent); // -> (H, F)
    NDArray target = step.ofHidden(histograms(step)); // (B, N, F) -> (H, F)
    return Losses.of("histograms", prediction.sub(target).square().mean());
  }

  private NDArray histograms(Step step) {
    long patches = step.hidden().getShape().get(1); // N
    return new Hog(config.cell(), config.bins()).of(step.images(), patches); // -> (B, N, F)
  }
}
