package ai.lacuna.data.shard;

import ai.lacuna.files.Digest;
import java.util.List;
import java.util.Map;

/**
 * What {@code dataset.json} says about a data set. Its shards are the files named here, never
 * whatever a folder happens to hold.
 *
 * @param schema version of this layout, {@link #SCHEMA}
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
    long ignored) {

  /** The version that this code writes and reads. */
  public static final int SCHEMA = 1;

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

  /** A digest of everything that training or evaluation could see: images, labels, classes. */
  public String digest() {
    StringBuilder text = new StringBuilder("dataset ").append(schema).append('\n');
    text.append(channels).append('\n').append(classes).append('\n');
    shards.forEach(shard -> text.append(shard.sha256).append('\n'));
    return Digest.ofString(text.toString());
  }
}
