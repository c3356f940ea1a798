package ai.lacuna.training.optimizer;

import ai.lacuna.api.plan.OptimizerSpec;
import java.util.List;

/**
 * How an optimizer moves a parameter, as plain data.
 *
 * <p>Letters: p parameter, g gradient, m and v running moments, η learning rate, λ weight decay, μ
 * momentum, t number of the update, from 1.
 */
public sealed interface UpdateRule {

  /**
   * The rule of an optimizer that a plan or a recipe names.
   *
   * @param spec which, with its own settings
   * @param weightDecay λ at the beginning
   */
  static UpdateRule of(OptimizerSpec spec, double weightDecay) {
    if (spec instanceof OptimizerSpec.AdamW o) {
      return new AdamW(o.beta1(), o.beta2(), o.epsilon(), weightDecay);
    } else if (spec instanceof OptimizerSpec.Adam o) {
      return new Adam(o.beta1(), o.beta2(), o.epsilon(), weightDecay);
    } else if (spec instanceof OptimizerSpec.Sgd o) {
      return new Sgd(o.momentum(), weightDecay);
    } else if (spec instanceof OptimizerSpec.Lars o) {
      return new Lars(o.momentum(), o.trust(), weightDecay);
    }
    throw new IllegalArgumentException("unknown optimizer " + spec);
  }

  /** Weight decay λ of the parameters that are not exempt from it, at least 0. */
  double weightDecay();

  /** The kernel that computes the rule. */
  String kernel();

  /** Names of the running moments that the rule keeps for each parameter. */
  List<String> moments();

  /** The kernel's settings after rate and decay; they stay the same over a run. */
  double[] constants();

  /**
   * AdamW (Loshchilov and Hutter, 2019): p ← (1 - ηλ)p, then p ← p - η m̂ / (√v̂ + ε) with m̂ = m /
   * (1 - β1ᵗ), v̂ = v / (1 - β2ᵗ).
   */
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements UpdateRule {
    @Override
    public String kernel() {
      return "adamw";
    }

    @Override
    public List<String> moments() {
      return List.of("m", "v");
    }

    @Override
    public double[] constants() {
      return new double[] {beta1, beta2, epsilon};
    }
  }

  /** Adam (Kingma and Ba, 2015) with λp added to the gradient. */
  record Adam(double beta1, double beta2, double epsilon, double weightDecay)
      implements UpdateRule {
    @Override
    public String kernel() {
      return "adam";
    }

    @Override
    public List<String> moments() {
      return List.of("m", "v");
    }

    @Override
    public double[] constants() {
      return new double[] {beta1, beta2, epsilon};
    }
  }

  /** Stochastic gradient descent with momentum: m ← μm + g + λp, p ← p - ηm. */
  record Sgd(double momentum, double weightDecay) implements UpdateRule {
    @Override
    public String kernel() {
      return "sgd";
    }

    @Override
    public List<String> moments() {
      return List.of("m");
    }

    @Override
    public double[] constants() {
      return new double[] {momentum};
    }
  }

  /**
   * LARS (You et al., 2017) as MAE's linear probe and MoCo v3 use it: with d = g + λp, m ← μm + d ·
   * trust · ‖p‖/‖d‖, p ← p - ηm. The whole factor is 1 where either norm is 0; parameters with
   * fewer than two axes get neither factor nor decay.
   */
  record Lars(double momentum, double trust, double weightDecay) implements UpdateRule {
    @Override
    public String kernel() {
      return "lars";
    }

    @Override
    public List<String> moments() {
      return List.of("m");
    }

    @Override
    public double[] constants() {
      return new double[] {momentum, trust};
    }
  }
}
