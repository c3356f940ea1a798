package ai.lacuna.data.source;

import ai.lacuna.data.shard.Row;
import java.io.IOException;

/** Receives what a source reads. */
public interface RowSink {

  /** An image whose bytes could be read; whether they decode is not the source's concern. */
  void row(Row row) throws IOException;

  /** An image that could not be read. */
  void reject(Reject reject) throws IOException;
}
