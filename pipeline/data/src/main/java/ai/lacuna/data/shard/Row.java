package ai.lacuna.data.shard;

import java.util.List;

/**
 * One image with what is known about it.
 *
 * @param path where it came from, relative to the source; unique within a data set
 * @param bytes the image file, unchanged
 * @param label index of the class, or {@link #UNLABELLED}
 * @param objects the objects in it; empty where the source has none
 * @param semantic an image file with one 8-bit channel of the same size: 0 = background, k + 1 =
 *     class k; empty where the source has none
 */
@SuppressWarnings("ArrayRecordComponent") // image files are handed on as they are, never compared
public record Row(String path, byte[] bytes, int label, List<Instance> objects, byte[] semantic) {

  /** The label of an image without a class. */
  public static final int UNLABELLED = -1;

  private static final byte[] NONE = {};

  public Row {
    objects = List.copyOf(objects);
  }

  /** An image with a class and nothing else. */
  public static Row of(String path, byte[] bytes, int label) {
    return new Row(path, bytes, label, List.of(), NONE);
  }

  /**
   * One object.
   *
   * @param x left edge in pixels
   * @param y top edge in pixels
   * @param width in pixels
   * @param height in pixels
   * @param category index of its class
   * @param mask an image file with one 8-bit channel of the image's size: 255 = the object, 0 =
   *     anything else; empty where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // as above
  public record Instance(float x, float y, float width, float height, int category, byte[] mask) {}
}
