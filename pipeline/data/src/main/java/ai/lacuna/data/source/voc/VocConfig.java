package ai.lacuna.data.source.voc;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;

/** Settings of the source {@code voc}. */
public record VocConfig(
    @Doc("The folder with Annotations, JPEGImages and ImageSets, such as VOC2012.") String path,
    @Doc("The list of images, without .txt: train, val, …; without, every annotated image.")
        String split,
    @Doc("The folder with the lists, relative to the path.") String splits,
    @Doc("The folder with an XML file for each image, relative to the path.") String annotations,
    @Doc("The folder with the images, relative to the path.") String images,
    @Doc("A file with a category on each line, relative to the path; without, the XML files tell.")
        String classes,
    @Doc("Channels that images are decoded to: 3 = RGB, 1 = grey.") @Range("[1, 64]") int channels)
    implements Config {

  /** All images, RGB; the path must be given. */
  public static VocConfig defaults() {
    return new VocConfig("", "", "ImageSets/Main", "Annotations", "JPEGImages", "", 3);
  }

  @Override
  public void check(Problems problems) {
    problems.require(!path.isBlank(), "path", "nothing", "a folder in the layout of PASCAL VOC");
    problems.require(!annotations.isBlank(), "annotations", "nothing", "a folder; . is the path");
    problems.require(!images.isBlank(), "images", "nothing", "a folder; . is the path");
  }
}
