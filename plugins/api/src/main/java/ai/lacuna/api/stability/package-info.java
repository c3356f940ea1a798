/**
 * What authors may rely on.
 *
 * <p>Start here: {@link ai.lacuna.api.stability.Stability}, the tag of the contract's types, and
 * {@link ai.lacuna.api.stability.Contract}, its version.
 */
@NullMarked
@Stability(Stability.Level.STABLE)
package ai.lacuna.api.stability;

import org.jspecify.annotations.NullMarked;
