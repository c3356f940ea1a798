package ai.lacuna.workflow.data;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.ingest.IngestPlan;
import ai.lacuna.data.ingest.Ingestion;
import ai.lacuna.data.ingest.ShardPlan;
import ai.lacuna.data.ingest.ShardSummary;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.ShardedStage;
import ai.lacuna.workflow.StageContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Imports images into Parquet shards: kind {@code dataset}. */
public final class IngestStage implements ShardedStage {

  @Override
  public String type() {
    return "ingest";
  }

  @Override
  public String kind() {
    return "dataset";
  }

  @Override
  public int codeVersion() {
    return 1;
  }

  @Override
  public List<JsonNode> shards(StageContext context) {
    List<JsonNode> shards = new ArrayList<>();
    for (ShardPlan shard : plan(context).shards()) {
      shards.add(Json.MAPPER.valueToTree(shard));
    }
    return shards;
  }

  @Override
  public JsonNode runShard(JsonNode shard, StageContext context) throws IOException {
    ShardPlan plan = read(shard, ShardPlan.class);
    return Json.MAPPER.valueToTree(Ingestion.writeShard(plan, context.output()));
  }

  @Override
  public void finish(List<JsonNode> results, StageContext context) throws IOException {
    List<ShardSummary> summaries = new ArrayList<>();
    for (JsonNode result : results) {
      summaries.add(read(result, ShardSummary.class));
    }
    Manifest manifest = Ingestion.finish(plan(context), summaries, context.output());
    requireUnchanged(context);
    manifest.emptyClassesWarning().ifPresent(context::warn);
  }

  // The fingerprint speaks of the content as it was planned with.
  private static void requireUnchanged(StageContext context) throws IOException {
    IngestSettings settings = IngestSettings.of(context.config());
    FileDigests files = IngestSettings.files(context.config());
    String now = Ingestion.sourceDigest(settings.source(), settings.sourceConfig(), files);
    files.save();
    if (!now.equals(IngestSettings.content(context.config()))) {
      throw new LacunaException(
          LacunaException.Kind.DATA,
          "stage " + context.id(),
          "images that changed while they were imported",
          "a source that holds still",
          "run again once nothing writes to it any more");
    }
  }

  private static IngestPlan plan(StageContext context) {
    IngestSettings settings = IngestSettings.of(context.config());
    return Ingestion.plan(
        settings.name(), settings.source(), settings.sourceConfig(), settings.options());
  }

  private static <T> T read(JsonNode json, Class<T> type) throws JsonProcessingException {
    return Json.MAPPER.treeToValue(json, type);
  }
}
