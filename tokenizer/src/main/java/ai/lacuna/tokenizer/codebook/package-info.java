/**
 * What became of a code book: how its codes are used, how well it reconstructs, and whether that
 * will do.
 *
 * <p>Start here: {@link ai.lacuna.tokenizer.codebook.CodeBook}, the figures. {@link
 * ai.lacuna.tokenizer.codebook.Measurement} takes them, {@link
 * ai.lacuna.tokenizer.codebook.CodeBookGates} judges them.
 */
@NullMarked
package ai.lacuna.tokenizer.codebook;

import org.jspecify.annotations.NullMarked;
