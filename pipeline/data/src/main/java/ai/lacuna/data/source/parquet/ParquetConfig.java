package ai.lacuna.data.source.parquet;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.data.source.Places;

/** Settings of the source {@code parquet}. */
public record ParquetConfig(
    @Doc("A Parquet file, or a folder whose *.parquet files are read in the order of their names.")
        String path,
    @Doc("Which files of the folder, such as train-*.parquet; without, all of them.") String files,
    @Doc("The column with images: a struct<bytes, path>, the files' bytes, or texts with paths.")
        String image,
    @Doc("The column with class indices or names; 'none' if there is none.") String label,
    @Doc("A file with a class on each line, beside the Parquet files; without, their footers tell.")
        String classes,
    @Doc("Channels that images are decoded to: 3 = RGB, 1 = grey.") @Range("[1, 64]") int channels)
    implements Config {

  /** The label that says that images have no class. */
  static final String NONE = "none";

  /** Columns {@code image} and {@code label}, RGB; the path must be given. */
  public static ParquetConfig defaults() {
    return new ParquetConfig("", "", "image", "label", "", 3);
  }

  @Override
  public void check(Problems problems) {
    problems.require(!path.isBlank(), "path", "nothing", "a Parquet file or a folder of them");
    problems.require(Places.isPattern(files), "files", files, "a pattern such as train-*.parquet");
    problems.require(!image.isBlank(), "image", "nothing", "the name of a column");
    problems.require(!label.isBlank(), "label", "nothing", "the name of a column, or none");
  }
}
