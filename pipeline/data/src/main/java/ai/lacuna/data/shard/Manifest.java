package ai.lacuna.data.shard;

import ai.lacuna.data.image.Orientation;
import ai.lacuna.files.Digest;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dataset.json} says about a data set. Its shards are the files named here, never
 * whatever a folder happens to hold.
 *
 * @param schema version of this layout: {@link #SCHEMA}, or 1 of a data set without annotations
 * @param name what the data set is called in messages and reports
 * @param source the source plugin it came from
 * @param rows number of images
 * @param imageBytes total size of the image files
 * @param classes class names in the order of their indices; may be empty
 * @param classCounts images of each class
 * @param unlabelled images without a class
 * @param channels channels C of the decoded images
 * @param mean mean of each channel over all pixels, in units of pixel / 255
 * @param std standard deviation (of the population) of each channel, likewise
 * @param sizes extremes of the image sizes
 * @param annotations columns beside image and label
 * @param shards the files, in row order
 * @param rejects images that were refused; {@code rejects.jsonl} names each
 * @param rejectReasons how many for which reason
 * @param ignored files that no rule takes for an image, such as texts
 * @param objects what is known about objects; null where nothing is
 * @param semantic what is known about pixels; null where nothing is
 * @param orientations what EXIF says about how cameras were held; null where it says nothing
 */
public record Manifest(
    int schema,
    String name,
    String source,
    long rows,
    long imageBytes,
    List<String> classes,
    List<Long> classCounts,
    long unlabelled,
    int channels,
    List<Double> mean,
    List<Double> std,
    Sizes sizes,
    List<ShardSchema.Annotation> annotations,
    List<Shard> shards,
    long rejects,
    Map<String, Long> rejectReasons,
    long ignored,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Objects objects,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Semantic semantic,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Orientations orientations) {

  /** The version that this code writes for data sets with annotations. */
  public static final int SCHEMA = 2;

  /** The version of those without: nothing about them has changed since. */
  public static final int PLAIN_SCHEMA = 1;

  private static final int EXAMPLES = 5;

  /** Its file name. */
  public static final String FILE = "dataset.json";

  /** The file that names every rejected image, one JSON object on each line. */
  public static final String REJECTS = "rejects.jsonl";

  /**
   * Extremes and total of the image sizes.
   *
   * @param pixels sum of H x W over all images
   */
  public record Sizes(int minHeight, int maxHeight, int minWidth, int maxWidth, long pixels) {}

  /**
   * One Parquet file.
   *
   * @param file its name in the data set's folder
   * @param rows images in it
   * @param bytes its size
   * @param sha256 digest of its bytes
   * @param groupRows images in each row group
   */
  public record Shard(String file, long rows, long bytes, String sha256, List<Integer> groupRows) {}

  /**
   * How cameras were held.
   *
   * @param use what is done about it when images are decoded
   * @param counts images of each orientation other than upright
   */
  public record Orientations(Orientation.Use use, Map<Orientation, Long> counts) {}

  /** Whether images are turned upright when they are decoded. */
  public Orientation.Use orientation() {
    return orientations == null ? Orientation.Use.IGNORE : orientations.use;
  }

  /**
   * The objects.
   *
   * @param categories their names in the order of their indices
   * @param counts objects of each category
   * @param crowds how many of them are crowds
   * @param difficult how many are difficult
   * @param masks how many have a mask
   * @param overEdge how many have a box that reaches over the image's edge by more than a pixel
   * @param rejects objects that were refused; {@code rejects.jsonl} names each
   * @param rejectReasons how many for which reason
   */
  public record Objects(
      List<String> categories,
      List<Long> counts,
      long crowds,
      long difficult,
      long masks,
      long overEdge,
      long rejects,
      Map<String, Long> rejectReasons) {}

  /**
   * The classes of pixels.
   *
   * @param classes their names in the order of their indices
   * @param pixels labelled pixels of each
   * @param ignored pixels that are not labelled
   */
  public record Semantic(List<String> classes, List<Long> pixels, long ignored) {}

  /** What its indices stand for. */
  public Vocabulary vocabulary() {
    return new Vocabulary(
        classes,
        objects == null ? List.of() : objects.categories,
        semantic == null ? List.of() : semantic.classes);
  }

  /** Classes that no image has, or in semantic masks no pixel. */
  public List<String> emptyClasses() {
    List<String> empty = new ArrayList<>(empty(classes, classCounts));
    if (semantic != null) {
      empty.addAll(empty(semantic.classes, semantic.pixels));
    }
    return empty;
  }

  // Images that are read in place are not counted.
  private static List<String> empty(List<String> names, List<Long> counts) {
    return IntStream.range(0, counts.size())
        .filter(k -> counts.get(k) == 0)
        .mapToObj(names::get)
        .toList();
  }

  /**
   * What a person should know of the classes that no image has; empty if there are none. A test set
   * may well lack some; in a training set they are a wrong list or a lost folder.
   */
  public Optional<String> emptyClassesWarning() {
    List<String> empty = emptyClasses();
    if (empty.isEmpty()) {
      return Optional.empty();
    }
    int more = empty.size() - EXAMPLES;
    return Optional.of(
        "no %s of %d of its %d classes: %s"
            .formatted(
                semantic == null ? "image" : "image or pixel",
                empty.size(),
                classes.size() + (semantic == null ? 0 : semantic.classes.size()),
                String.join(", ", more > 0 ? empty.subList(0, EXAMPLES) : empty)
                    + (more > 0 ? " and " + more + " more" : "")));
  }

  /** A digest of everything that training or evaluation could see: images, labels, classes. */
  public String digest() {
    StringBuilder text = new StringBuilder("dataset ").append(schema).append('\n');
    text.append(channels).append('\n').append(classes).append('\n');
    if (semantic != null) { // objects' categories are in the shards
      text.append("semantic ").append(semantic.classes).append('\n');
    }
    if (orientation() == Orientation.Use.APPLY) {
      text.append("upright\n");
    }
    shards.forEach(shard -> text.append(shard.sha256).append('\n'));
    return Digest.ofString(text.toString());
  }
}
