/**
 * Where images come from.
 *
 * <p>Start here: {@link ai.lacuna.data.source.SourcePlugin}. Then {@link
 * ai.lacuna.data.source.Listing}, what planning returns, {@link ai.lacuna.data.source.RowSink},
 * what reading writes to, and {@link ai.lacuna.data.source.Sources}, which finds plugins.
 */
@NullMarked
package ai.lacuna.data.source;

import org.jspecify.annotations.NullMarked;
