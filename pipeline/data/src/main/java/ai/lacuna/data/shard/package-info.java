/**
 * Parquet shards in the schema that Hugging Face data sets use for images.
 *
 * <p>Start here: {@link ai.lacuna.data.shard.ShardSchema}, the columns. Then {@link
 * ai.lacuna.data.shard.Row}, {@link ai.lacuna.data.shard.ShardWriter} and {@link
 * ai.lacuna.data.shard.ShardReader}.
 */
@NullMarked
package ai.lacuna.data.shard;

import org.jspecify.annotations.NullMarked;
