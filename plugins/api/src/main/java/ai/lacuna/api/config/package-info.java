/**
 * Config rules: how settings are described, checked and complained about.
 *
 * <p>Start here: {@link ai.lacuna.api.config.Config}, the interface of every config record. Then
 * {@link ai.lacuna.api.config.Range} and {@link ai.lacuna.api.config.Doc} on its components, {@link
 * ai.lacuna.api.config.Problem} for what is wrong, and {@link ai.lacuna.api.config.LacunaException}
 * to say so.
 */
@NullMarked
@Stability(Stability.Level.STABLE)
package ai.lacuna.api.config;

import ai.lacuna.api.stability.Stability;
import org.jspecify.annotations.NullMarked;
