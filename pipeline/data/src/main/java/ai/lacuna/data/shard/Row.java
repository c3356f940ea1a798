package ai.lacuna.data.shard;

import ai.lacuna.data.annotation.Annotations;

/**
 * One image with what is known about it.
 *
 * @param path where it came from, relative to the source; unique within a data set
 * @param bytes the image file, unchanged
 * @param label index of the class, or {@link #UNLABELLED}
 * @param annotations objects and semantic mask
 */
@SuppressWarnings("ArrayRecordComponent") // image files are handed on as they are, never compared
public record Row(String path, byte[] bytes, int label, Annotations annotations) {

  /** The label of an image without a class. */
  public static final int UNLABELLED = -1;

  /** An image with a class and nothing else. */
  public static Row of(String path, byte[] bytes, int label) {
    return new Row(path, bytes, label, Annotations.NONE);
  }
}
