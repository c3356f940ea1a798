package ai.lacuna.objective.mae;

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
 * The masked autoencoder: hide most patches, encode the rest, predict the pixels of the hidden
 * ones.
 *
 * <p>With M hidden patches of P values each, target t and prediction y (section 3, "Reconstruction
 * target"):
 *
 * <pre>  L = 1/M · Σ over hidden patches i of  1/P · Σ over j of (y_ij - t_ij)²</pre>
 *
 * Letters: B images, N patches, V visible patches, H hidden patches of all images, D encoder width,
 * P values per patch.
 *
 * @see <a href="https://arxiv.org/abs/2111.06377">He et al., Masked Autoencoders Are Scalable
 *     Vision Learners</a>
 */
final class MaeObjective implements Objective, Reconstructs {

  private final MaeConfig config;

  MaeObjective(MaeConfig config) {
    this.config = config;
  }

  @Override
  public Plan plan(PlanContext context) {
    return Plan.with(MaeConfig.published())
        .view(ViewSpec.randomResizedCrop())
        .mask(config.maskSpec())
        .encode(EncodeMode.VISIBLE_ONLY)
        .module("decoder", config.decoder(context.patchElements()))
        .target(config.target().asTarget())
        .build();
  }

  @Override
  public Losses loss(Step step) {
    NDArray latent = step.encode(); // (B, 1+V, D)
    NDArray prediction = step.runHidden("decoder", latent); // -> (H, P)
    return Losses.of("reconstruction", prediction.sub(step.hiddenTarget()).square().mean());
  }

  @Override
  public NDArray reconstruct(Step step) {
    return step.toPixels(step.run("decoder", step.encode())); // (B, 1+V, D) -> (B, N, P)
  }
}
