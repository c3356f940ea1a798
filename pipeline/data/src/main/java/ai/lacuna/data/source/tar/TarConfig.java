package ai.lacuna.data.source.tar;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.data.source.Places;

/** Settings of the source {@code tar}. */
public record TarConfig(
    @Doc("A tar archive, packed with gzip or not, or a folder of *.tar, *.tar.gz and *.tgz.")
        String path,
    @Doc("Which archives of the folder, such as train-*.tar; without, all of them.") String files,
    @Doc("The ending of the image in a sample, such as jpg; without, any ending of images.")
        String image,
    @Doc("The ending of the label in a sample; without, cls, else json; 'none' takes no label.")
        String label,
    @Doc("The key under which a label that is JSON has the class.") String field,
    @Doc("A file with a class on each line, beside the archives; without, labels tell.")
        String classes,
    @Doc("Channels that images are decoded to: 3 = RGB, 1 = grey.") @Range("[1, 64]") int channels)
    implements Config {

  /** The label that says that images have no class. */
  static final String NONE = "none";

  /** Any image with {@code .cls} or {@code .json}, RGB; the path must be given. */
  public static TarConfig defaults() {
    return new TarConfig("", "", "", "", "label", "", 3);
  }

  @Override
  public void check(Problems problems) {
    problems.require(!path.isBlank(), "path", "nothing", "a tar archive or a folder of them");
    problems.require(Places.isPattern(files), "files", files, "a pattern such as train-*.tar");
    problems.require(!field.isBlank(), "field", "nothing", "a key, such as label");
  }
}
