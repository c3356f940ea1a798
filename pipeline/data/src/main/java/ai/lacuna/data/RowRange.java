package ai.lacuna.data;

/**
 * Neighbouring rows of a data set.
 *
 * @param from the first row
 * @param to the row after the last
 */
public record RowRange(long from, long to) {

  public RowRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("rows must not run backwards, given " + from + ", " + to);
    }
  }

  /** Number of rows. */
  public long size() {
    return to - from;
  }
}
