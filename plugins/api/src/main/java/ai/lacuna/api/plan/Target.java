package ai.lacuna.api.plan;

/** What the loss compares predictions with; computed by the host for every patch. */
public enum Target {
  /** No target besides what the objective computes itself. */
  NONE,
  /** The patch's pixels, ordered (row, column, channel): (B, N, P) with P = patch² · C. */
  PIXELS,
  /**
   * The patch's pixels less their mean, over the root of their unbiased variance plus 1e-6 (MAE,
   * section 3): (B, N, P).
   */
  NORMALISED_PIXELS,
  /**
   * The code that the run's tokenizer gives each patch of the plan's first view: (A, N) int64, in
   * [0, {@link ai.lacuna.api.PlanContext#vocabulary}). Asking for it makes the tokenizer part of
   * the run.
   */
  TOKENS
}
