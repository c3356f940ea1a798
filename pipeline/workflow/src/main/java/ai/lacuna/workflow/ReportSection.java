package ai.lacuna.workflow;

import java.util.List;

/**
 * A part of a run's report about a stage that the report's writer knows nothing of. Empty lists
 * stand for what it does not have.
 *
 * @param id its anchor in the page, lower case with hyphens
 * @param title its heading
 * @param hint one or two sentences that say how to read it
 * @param facts named values
 * @param plots curves
 * @param galleries groups of pictures
 */
public record ReportSection(
    String id,
    String title,
    String hint,
    List<Fact> facts,
    List<Plot> plots,
    List<Gallery> galleries) {

  /** A named value, ready to be printed. */
  public record Fact(String name, String value) {}

  /**
   * A curve.
   *
   * @param title what it shows
   * @param unit of {@code y}, or empty
   * @param across what {@code x} counts, in the singular: {@code epoch}
   * @param x ascending
   * @param y as many as {@code x}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on to a drawing, never compared
  public record Plot(String title, String unit, String across, double[] x, double[] y) {}

  /**
   * Pictures shown together.
   *
   * @param caption what they have in common
   * @param rows each a few pictures that belong side by side
   */
  public record Gallery(String caption, List<List<Image>> rows) {}

  /**
   * A PNG file.
   *
   * @param png its bytes
   * @param alt what it shows, for those who cannot see it
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on to a page, never compared
  public record Image(byte[] png, String alt) {}

  public ReportSection {
    facts = List.copyOf(facts);
    plots = List.copyOf(plots);
    galleries = List.copyOf(galleries);
  }
}
