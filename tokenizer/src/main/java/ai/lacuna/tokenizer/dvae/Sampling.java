package ai.lacuna.tokenizer.dvae;

/** What the decoder sees in training; a frozen tokenizer always takes the likeliest code. */
public enum Sampling {
  /** Weights over all codes, drawn from the relaxed distribution. */
  RELAXED,
  /** The one code that was drawn; the gradient is that of {@link #RELAXED}. */
  STRAIGHT_THROUGH
}
