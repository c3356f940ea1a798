package ai.lacuna.data.source.idx;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;

/** Settings of the source {@code idx}. */
public record IdxConfig(
    @Doc("The folder that holds the files, packed with gzip or not.") String path,
    @Doc("The file of images; with .gz or without, whichever is there.") String images,
    @Doc("The file of labels; 'none' leaves images without classes.") String labels,
    @Doc("A file with a class on each line, relative to the path; without, labels are names.")
        String classes,
    @Doc("How pixels are stored: row by row, or column by column as in EMNIST.") Order order,
    @Doc("Channels that images are decoded to: 1 = grey, 3 = RGB.") @Range("[1, 64]") int channels)
    implements Config {

  /** The label file that says that there is none. */
  static final String NONE = "none";

  /** The order of the pixels of an image. */
  public enum Order {
    ROWS,
    COLUMNS
  }

  /** MNIST's training set, grey; the path must be given. */
  public static IdxConfig defaults() {
    return new IdxConfig(
        "", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "", Order.ROWS, 1);
  }

  @Override
  public void check(Problems problems) {
    problems.require(!path.isBlank(), "path", "nothing", "a folder with MNIST's files");
    problems.require(!images.isBlank(), "images", "nothing", "the name of a file");
    problems.require(!labels.isBlank(), "labels", "nothing", "the name of a file, or none");
  }
}
