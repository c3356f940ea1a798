/**
 * Random numbers that depend on nothing but what they are for.
 *
 * <p>Start here: {@link ai.lacuna.api.random.Streams}.
 */
@NullMarked
package ai.lacuna.api.random;

import org.jspecify.annotations.NullMarked;
