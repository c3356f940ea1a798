package ai.lacuna.api.augment;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;

/**
 * Pairs of images of a batch mixed, and their labels likewise: mixup (Zhang et al., 2018) blends
 * them, cutmix (Yun et al., 2019) pastes a rectangle of the one into the other. Image b is mixed
 * with image B - 1 - b (timm, data/mixup.py).
 *
 * @param mixupAlpha mixup's share is drawn from Beta(α, α); 0 = no mixup
 * @param cutmixAlpha likewise for cutmix
 * @param cutmixShare how often cutmix is chosen where both are on
 * @param probability that anything is mixed
 * @param scope what one draw is for
 */
public record Mixing(
    @Doc("Mixup's share is drawn from Beta(alpha, alpha); 0 = no mixup") @Range("[0, )")
        double mixupAlpha,
    @Doc("Cutmix's share is drawn from Beta(alpha, alpha); 0 = no cutmix") @Range("[0, )")
        double cutmixAlpha,
    @Doc("How often cutmix is chosen where both are on") @Range("[0, 1]") double cutmixShare,
    @Doc("Probability that anything is mixed") @Range("[0, 1]") double probability,
    @Doc("One draw for the whole batch, or one for each image") Scope scope)
    implements Config {

  /** What one draw is for. */
  public enum Scope {
    BATCH,
    IMAGE
  }

  /** As MAE, BEiT and SimMIM are fine-tuned. */
  public static Mixing defaults() {
    return new Mixing(0.8, 1, 0.5, 1, Scope.BATCH);
  }

  @Override
  public void check(Problems problems) {
    problems.require(
        mixupAlpha > 0 || cutmixAlpha > 0,
        "mixupAlpha",
        mixupAlpha,
        "more than 0, or cutmixAlpha more than 0");
  }
}
