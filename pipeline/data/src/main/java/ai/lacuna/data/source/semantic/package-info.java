/**
 * Images with a mask for each that tells the class of every pixel.
 *
 * <p>Start here: {@link ai.lacuna.data.source.semantic.SemanticPlugin}.
 */
@NullMarked
package ai.lacuna.data.source.semantic;

import org.jspecify.annotations.NullMarked;
