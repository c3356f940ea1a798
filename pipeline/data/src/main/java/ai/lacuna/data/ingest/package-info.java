/**
 * From a source to a data set, shard by shard, without any runner's types.
 *
 * <p>Start here: {@link ai.lacuna.data.ingest.Ingestion}. Then {@link
 * ai.lacuna.data.ingest.IngestPlan}, {@link ai.lacuna.data.ingest.ShardPlan}, {@link
 * ai.lacuna.data.ingest.ShardSummary} and {@link ai.lacuna.data.ingest.IngestOptions}.
 */
@NullMarked
package ai.lacuna.data.ingest;

import org.jspecify.annotations.NullMarked;
