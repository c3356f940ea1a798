package ai.lacuna.evaluation.report;

/**
 * A quantity over the course of training, or across something else.
 *
 * @param title what it is
 * @param unit its unit, or empty
 * @param across what {@code x} counts, in the singular
 * @param x ascending
 * @param y values, as many as {@code x}; those that are not finite leave gaps
 * @param from where the vertical axis starts
 * @param note one sentence on what it means for this run, or empty
 */
public record Curve(
    String title, String unit, String across, double[] x, double[] y, From from, String note) {

  /** Where a vertical axis starts. */
  public enum From {
    /** At zero: for quantities whose size matters, such as a speed. */
    ZERO,
    /** Near the smallest value: for quantities whose change matters, such as a loss. */
    DATA
  }

  /** Without a note. */
  public Curve(String title, String unit, String across, double[] x, double[] y, From from) {
    this(title, unit, across, x, y, from, "");
  }

  /** Over epochs, without a note. */
  public Curve(String title, String unit, double[] x, double[] y, From from) {
    this(title, unit, "epoch", x, y, from);
  }

  /** This with a note. */
  public Curve withNote(String sentence) {
    return new Curve(title, unit, across, x, y, from, sentence);
  }

  public Curve {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "curve '" + title + "': given " + x.length + " x and " + y.length + " y values");
    }
  }
}
