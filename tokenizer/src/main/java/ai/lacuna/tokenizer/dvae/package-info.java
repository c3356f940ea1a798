/**
 * The discrete variational autoencoder: images to codes and back.
 *
 * <p>Start here: {@link ai.lacuna.tokenizer.dvae.Tokenizer}, frozen, from a file. {@link
 * ai.lacuna.tokenizer.dvae.Dvae} is the same network in training, {@link
 * ai.lacuna.tokenizer.dvae.Design} says what it is, {@link ai.lacuna.tokenizer.dvae.DvaeConfig} its
 * architecture.
 */
@NullMarked
package ai.lacuna.tokenizer.dvae;

import org.jspecify.annotations.NullMarked;
