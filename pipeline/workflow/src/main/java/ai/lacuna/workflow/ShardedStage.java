package ai.lacuna.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A stage whose work falls into independent shards: each is one element of a Beam pipeline, on any
 * worker, in any order.
 *
 * <p>Shards that were finished before an attempt was killed are not done again.
 */
public non-sealed interface ShardedStage extends Stage {

  /** Cuts the work, deterministically; each shard is described by a JSON value of its own. */
  List<JsonNode> shards(StageContext context) throws Exception;

  /**
   * Does one shard: writes its files into {@link StageContext#output()} under a temporary name and
   * renames them, so that doing it twice is harmless.
   *
   * @return what {@link #finish} needs to know about it
   */
  JsonNode runShard(JsonNode shard, StageContext context) throws Exception;

  /**
   * Brings the shards together, for instance by writing an index.
   *
   * @param results one value per shard, in the order of {@link #shards}
   */
  void finish(List<JsonNode> results, StageContext context) throws Exception;
}
