package ai.lacuna.workflow.bench;

import ai.lacuna.data.ingest.IngestPlan;
import ai.lacuna.data.ingest.Ingestion;
import ai.lacuna.data.ingest.ShardPlan;
import ai.lacuna.data.ingest.ShardSummary;
import ai.lacuna.data.shard.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Imports images on a plain thread pool: the yardstick for the pipeline. */
final class ThreadPoolIngest {

  private ThreadPoolIngest() {}

  /** Writes all shards and the manifest, which is returned. */
  static Manifest run(IngestPlan plan, Path folder, int threads) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<ShardSummary>> shards = new ArrayList<>();
      for (ShardPlan shard : plan.shards()) {
        shards.add(pool.submit(() -> Ingestion.writeShard(shard, folder)));
      }
      List<ShardSummary> summaries = new ArrayList<>();
      for (Future<ShardSummary> shard : shards) {
        summaries.add(shard.get());
      }
      return Ingestion.finish(plan, summaries, folder);
    } catch (ExecutionException e) {
      throw new IOException("a shard failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while importing", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
