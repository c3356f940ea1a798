/**
 * Parquet files with images, as Hugging Face data sets store them.
 *
 * <p>Start here: {@link ai.lacuna.data.source.parquet.ParquetPlugin}.
 */
@NullMarked
package ai.lacuna.data.source.parquet;

import org.jspecify.annotations.NullMarked;
