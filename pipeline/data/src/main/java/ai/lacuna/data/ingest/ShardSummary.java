package ai.lacuna.data.ingest;

import ai.lacuna.data.source.Reject;
import java.util.List;

/**
 * What came of a {@link ShardPlan}; JSON can hold it.
 *
 * @param index number of the shard
 * @param file its file name
 * @param bytes its size
 * @param sha256 digest of its bytes
 * @param groupRows images in each row group
 * @param statistics what its images are like
 * @param rejects images that were refused
 * @param objectRejects objects that were refused
 */
public record ShardSummary(
    int index,
    String file,
    long bytes,
    String sha256,
    List<Integer> groupRows,
    Statistics statistics,
    List<Reject> rejects,
    List<Reject> objectRejects) {

  /** Images in the shard. */
  public long rows() {
    return statistics.rows();
  }
}
