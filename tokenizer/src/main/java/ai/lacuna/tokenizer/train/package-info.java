/**
 * Trains a tokenizer on the engine that trains encoders.
 *
 * <p>Start here: {@link ai.lacuna.tokenizer.train.TokenizerTrainer}, for a {@link
 * ai.lacuna.tokenizer.train.TokenizerJob}. {@link ai.lacuna.tokenizer.train.DvaeSettings} is what a
 * discrete VAE needs beside the usual settings of a training.
 */
@NullMarked
package ai.lacuna.tokenizer.train;

import org.jspecify.annotations.NullMarked;
