package ai.lacuna.data.source.imagefolder;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;

/** Settings of the source {@code imagefolder}. */
public record ImageFolderConfig(
    @Doc("The folder: one sub-folder for each class, or images without classes.") String path,
    @Doc("Channels that images are decoded to: 3 = RGB, 1 = grey.") @Range("[1, 64]") int channels)
    implements Config {

  /** RGB; the path must be given. */
  public static ImageFolderConfig defaults() {
    return new ImageFolderConfig("", 3);
  }

  @Override
  public void check(Problems problems) {
    problems.require(!path.isBlank(), "path", "nothing", "a folder with images");
  }
}
