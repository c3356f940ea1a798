package ai.lacuna.api.schedule;

/**
 * Where a run is.
 *
 * @param update updates made before, from 0
 * @param perEpoch updates per epoch, at least 1
 * @param epochs epochs of the whole run; fractions are fine
 */
public record Moment(long update, long perEpoch, double epochs) {

  public Moment {
    if (update < 0 || perEpoch < 1 || !(epochs > 0)) {
      throw new IllegalArgumentException(
          "update %d of %s epochs of %d updates".formatted(update, epochs, perEpoch));
    }
  }

  /** Epochs done, with fraction. */
  public double epoch() {
    return (double) update / perEpoch;
  }

  /** Updates of the whole run. */
  public double updates() {
    return perEpoch * epochs;
  }
}
