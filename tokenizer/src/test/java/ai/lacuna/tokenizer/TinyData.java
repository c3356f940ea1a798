package ai.lacuna.tokenizer;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.ingest.IngestOptions;
import ai.lacuna.data.ingest.IngestPlan;
import ai.lacuna.data.ingest.Ingestion;
import ai.lacuna.data.ingest.ShardPlan;
import ai.lacuna.data.ingest.ShardSummary;
import ai.lacuna.data.source.shapes.ShapesConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Generated data sets for tests. */
public final class TinyData {

  private TinyData() {}

  /** Shapes of 16 x 16 pixels. */
  public static Dataset shapes(Path folder, long count) throws IOException {
    ShapesConfig config = new ShapesConfig(count, 16, 16, 3, 4, 1, 0);
    IngestPlan plan = Ingestion.plan("tiny", "shapes", config, IngestOptions.defaults());
    List<ShardSummary> summaries = new ArrayList<>();
    for (ShardPlan shard : plan.shards()) {
      summaries.add(Ingestion.writeShard(shard, folder));
    }
    Ingestion.finish(plan, summaries, folder);
    return Dataset.open(folder);
  }
}
