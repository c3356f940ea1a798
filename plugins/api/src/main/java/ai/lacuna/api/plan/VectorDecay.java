package ai.lacuna.api.plan;

/** Whether weight decay applies to biases and to parameters with one axis. */
public enum VectorDecay {
  /** It does not, as in nearly all recipes. */
  EXEMPT,
  /** It does (MoCo v3). */
  APPLIED
}
