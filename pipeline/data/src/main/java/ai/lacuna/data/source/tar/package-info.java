/**
 * Images in tar archives, named as WebDataset names them.
 *
 * <p>Start here: {@link ai.lacuna.data.source.tar.TarPlugin}.
 */
@NullMarked
package ai.lacuna.data.source.tar;

import org.jspecify.annotations.NullMarked;
