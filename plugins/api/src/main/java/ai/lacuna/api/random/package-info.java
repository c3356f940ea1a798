/**
 * Random numbers that depend on nothing but what they are for.
 *
 * <p>Start here: {@link ai.lacuna.api.random.Streams}.
 */
@NullMarked
@Stability(Stability.Level.STABLE)
package ai.lacuna.api.random;

import ai.lacuna.api.stability.Stability;
import org.jspecify.annotations.NullMarked;
