package ai.lacuna.data.source;

import ai.lacuna.data.shard.Row;
import java.io.IOException;

/** Receives what a source reads. */
public interface RowSink {

  /**
   * An image whose bytes could be read. Whether they decode, and whether its annotations fit it, is
   * not the source's concern.
   */
  void row(Row row) throws IOException;

  /** An image that could not be read. */
  void reject(Reject reject) throws IOException;

  /** An object that could not be read; its image is delivered without it. */
  void rejectObject(Reject reject) throws IOException;

  /**
   * An image that could not be read, with the objects that are lost with it.
   *
   * @param objects how many were announced
   */
  default void reject(Reject image, int objects) throws IOException {
    reject(image);
    for (int i = 0; i < objects; i++) {
      rejectObject(Reject.ofImage(image, i));
    }
  }
}
