package ai.lacuna.data.source.csv;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;

/** Settings of the source {@code csv}. */
public record CsvConfig(
    @Doc("The list, in UTF-8, with names of columns on its first line; *.tsv is cut at tabs.")
        String path,
    @Doc("The column with the images' paths.") String image,
    @Doc("The column with names or numbers of classes; 'none' if there is none.") String label,
    @Doc("The folder that the images' paths start from, relative to the list's own.") String root,
    @Doc("A file with a class on each line, relative to the list's folder; without, labels tell.")
        String classes,
    @Doc("Channels that images are decoded to: 3 = RGB, 1 = grey.") @Range("[1, 64]") int channels)
    implements Config {

  /** The label that says that images have no class. */
  static final String NONE = "none";

  /** Columns {@code path} and {@code label}, RGB; the path must be given. */
  public static CsvConfig defaults() {
    return new CsvConfig("", "path", "label", ".", "", 3);
  }

  @Override
  public void check(Problems problems) {
    problems.require(!path.isBlank(), "path", "nothing", "a CSV or TSV file");
    problems.require(!image.isBlank(), "image", "nothing", "the name of a column");
    problems.require(!label.isBlank(), "label", "nothing", "the name of a column, or none");
    problems.require(!root.isBlank(), "root", "nothing", "a folder; . is that of the list");
  }
}
