/**
 * The files of MNIST and its relatives.
 *
 * <p>Start here: {@link ai.lacuna.data.source.idx.IdxPlugin}.
 */
@NullMarked
package ai.lacuna.data.source.idx;

import org.jspecify.annotations.NullMarked;
