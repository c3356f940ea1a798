package ai.lacuna.api.plan;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;

/**
 * An optimizer with the settings that stay the same over a run. Learning rate and weight decay are
 * not among them: they follow schedules.
 *
 * <p>A recipe chooses by the key {@code type}. Parameters with one axis, and what else is exempt
 * from weight decay, are not this record's business, with the exception of {@link Lars}.
 */
public sealed interface OptimizerSpec extends Config {

  /** AdamW. */
  static OptimizerSpec defaults() {
    return AdamW.defaults();
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter, 2019).
   *
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the root of the second moment
   */
  @TypeName("adamw")
  record AdamW(
      @Doc("Decay of the first moment.") @Range("[0, 1)") double beta1,
      @Doc("Decay of the second moment.") @Range("[0, 1)") double beta2,
      @Doc("What is added to the root of the second moment.") @Range("(0, )") double epsilon)
      implements OptimizerSpec {

    /** With the usual ε = 1e-8. */
    public AdamW(double beta1, double beta2) {
      this(beta1, beta2, 1e-8);
    }

    /** The paper's. */
    public static AdamW defaults() {
      return new AdamW(0.9, 0.999);
    }
  }

  /**
   * Adam (Kingma and Ba, 2015); weight decay is added to the gradient.
   *
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the root of the second moment
   */
  @TypeName("adam")
  record Adam(
      @Doc("Decay of the first moment.") @Range("[0, 1)") double beta1,
      @Doc("Decay of the second moment.") @Range("[0, 1)") double beta2,
      @Doc("What is added to the root of the second moment.") @Range("(0, )") double epsilon)
      implements OptimizerSpec {

    /** The paper's. */
    public static Adam defaults() {
      return new Adam(0.9, 0.999, 1e-8);
    }
  }

  /**
   * Stochastic gradient descent; weight decay is added to the gradient.
   *
   * @param momentum what the running sum of gradients is multiplied by before one is added; 0 =
   *     there is no such sum
   */
  @TypeName("sgd")
  record Sgd(
      @Doc("Share of the last step that the next one repeats; 0 = none.") @Range("[0, 1)")
          double momentum)
      implements OptimizerSpec {

    /** Momentum 0.9. */
    public static Sgd defaults() {
      return new Sgd(0.9);
    }
  }

  /**
   * Layer-wise adaptive rates (You et al., 2017) as MoCo v3's and DINO's code have it: a
   * parameter's step has a length that belongs to the parameter's own norm. Parameters with fewer
   * than two axes are neither scaled nor decayed, whatever else says that they decay.
   *
   * @param momentum as in {@link Sgd}
   * @param trust length of a step over the norm of the parameter, at learning rate 1
   */
  @TypeName("lars")
  record Lars(
      @Doc("Share of the last step that the next one repeats; 0 = none.") @Range("[0, 1)")
          double momentum,
      @Doc("Length of a step over the parameter's norm, at learning rate 1.") @Range("(0, )")
          double trust)
      implements OptimizerSpec {

    /** MoCo v3's (moco/optimizer.py). */
    public static Lars defaults() {
      return new Lars(0.9, 0.001);
    }
  }
}
