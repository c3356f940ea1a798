/**
 * The stages that make tokenizers and tokens.
 *
 * <p>Start here: {@link ai.lacuna.tokenizer.stage.TrainTokenizerStage}; {@link
 * ai.lacuna.tokenizer.stage.ImportTokenizerStage} takes one from elsewhere, {@link
 * ai.lacuna.tokenizer.stage.TokenizeStage} stores tokens.
 */
@NullMarked
package ai.lacuna.tokenizer.stage;

import org.jspecify.annotations.NullMarked;
