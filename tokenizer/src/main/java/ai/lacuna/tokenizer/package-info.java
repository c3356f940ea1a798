/**
 * The recipe section {@code tokenizer}: what it says, the stages that it stands for, and its part
 * of the report.
 *
 * <p>Start here: {@link ai.lacuna.tokenizer.TokenizerPlugin}.
 */
@NullMarked
package ai.lacuna.tokenizer;

import org.jspecify.annotations.NullMarked;
