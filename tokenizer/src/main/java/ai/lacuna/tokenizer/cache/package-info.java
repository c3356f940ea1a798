/**
 * Where the tokens of a pre-training come from: computed from the very crop that the encoder sees,
 * or stored with the crops that they belong to.
 *
 * <p>Start here: {@link ai.lacuna.tokenizer.cache.LiveTokens} and {@link
 * ai.lacuna.tokenizer.cache.StoredTokens}. {@link ai.lacuna.tokenizer.cache.TokenShards} makes what
 * is stored.
 */
@NullMarked
package ai.lacuna.tokenizer.cache;

import org.jspecify.annotations.NullMarked;
