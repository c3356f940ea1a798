package ai.lacuna.data.source.semantic;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import java.util.List;

/** Settings of the source {@code semantic}. */
public record SemanticConfig(
    @Doc("The folder that holds images and masks.") String path,
    @Doc("The folder with the images, relative to the path; folders in it are searched too.")
        String images,
    @Doc("The folder with the masks, relative to the path, arranged as the images are.")
        String masks,
    @Doc("What the names of images end with before the dot and those of masks do not.")
        String imageSuffix,
    @Doc("What the names of masks end with before .png and those of images do not.")
        String maskSuffix,
    @Doc("A list of the images to take, by their names without ending; without, all of them.")
        String split,
    @Doc("A file with a class on each line, relative to the path; without, the masks tell.")
        String classes,
    @Doc("A file with lines 'red green blue name', if masks are coloured; it names the classes.")
        String palette,
    @Doc("Numbers of classes that mean 'not labelled', beside 255.") List<Integer> ignore,
    @Doc("Channels that images are decoded to: 3 = RGB, 1 = grey.") @Range("[1, 64]") int channels)
    implements Config {

  /** Folders {@code images} and {@code masks} with equal names, RGB; the path must be given. */
  public static SemanticConfig defaults() {
    return new SemanticConfig("", "images", "masks", "", "", "", "", "", List.of(), 3);
  }

  @Override
  public void check(Problems problems) {
    problems.require(!path.isBlank(), "path", "nothing", "a folder with images and masks");
    problems.require(!images.isBlank(), "images", "nothing", "a folder; . is the path");
    problems.require(!masks.isBlank(), "masks", "nothing", "a folder; . is the path");
    problems.require(
        classes.isBlank() || palette.isBlank(),
        "classes",
        "beside a palette, which names the classes",
        "one of the two");
    for (int number : ignore) {
      problems.require(number >= 0 && number <= 255, "ignore", number, "numbers from 0 to 255");
    }
  }
}
