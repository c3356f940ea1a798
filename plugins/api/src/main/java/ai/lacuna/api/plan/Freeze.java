package ai.lacuna.api.plan;

/**
 * Parameters that sit out the first epochs: they have a gradient, but neither it nor weight decay
 * moves them, and the optimizer's count of updates begins afterwards (DINO, {@code
 * cancel_gradients_last_layer}).
 *
 * @param names which, with the prefix of the encoder or module, such as {@code head.last*}
 * @param epochs how many, at least 1; {@link #ALWAYS}: they are never trained and get no gradient
 */
public record Freeze(NamePattern names, int epochs) {

  /** For the whole run. */
  public static final int ALWAYS = Integer.MAX_VALUE;

  public Freeze {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, given " + epochs);
    }
  }
}
