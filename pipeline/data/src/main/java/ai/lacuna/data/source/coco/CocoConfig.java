package ai.lacuna.data.source.coco;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;

/** Settings of the source {@code coco}. */
public record CocoConfig(
    @Doc("The folder that holds annotations and images.") String path,
    @Doc("The JSON file, relative to the path, such as annotations/instances_train2017.json.")
        String annotations,
    @Doc("The folder that file names start from, relative to the path, such as train2017.")
        String images,
    @Doc("Channels that images are decoded to: 3 = RGB, 1 = grey.") @Range("[1, 64]") int channels)
    implements Config {

  /** COCO 2017's training set, RGB; the path must be given. */
  public static CocoConfig defaults() {
    return new CocoConfig("", "annotations/instances_train2017.json", "train2017", 3);
  }

  @Override
  public void check(Problems problems) {
    problems.require(!path.isBlank(), "path", "nothing", "a folder in the layout of COCO");
    problems.require(!annotations.isBlank(), "annotations", "nothing", "a JSON file");
    problems.require(!images.isBlank(), "images", "nothing", "a folder; . is the path");
  }
}
