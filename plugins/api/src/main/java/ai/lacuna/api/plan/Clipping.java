package ai.lacuna.api.plan;

/** Which norm of the gradient is bounded. */
public enum Clipping {
  /** That of all gradients together. */
  GLOBAL,
  /** That of each parameter's gradient by itself (DINO, iBOT). */
  PER_PARAMETER
}
