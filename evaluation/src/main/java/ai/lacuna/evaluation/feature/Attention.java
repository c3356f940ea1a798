package ai.lacuna.evaluation.feature;

/** What a patch attends to while features are extracted. */
public enum Attention {
  /** All patches. */
  FULL,
  /**
   * Itself and the patches before it. Judged so, an encoder that learnt with causal attention works
   * as it did in pre-training (AIM, table 3d).
   */
  CAUSAL
}
