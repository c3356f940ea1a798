/**
 * What an objective asks of the host, as plain data.
 *
 * <p>Start here: {@link ai.lacuna.api.plan.MaskSpec}, how patches are chosen for hiding. Then
 * {@link ai.lacuna.api.plan.EncodeMode}, {@link ai.lacuna.api.plan.ModuleSpec}, {@link
 * ai.lacuna.api.plan.Target} and {@link ai.lacuna.api.plan.TrainingDefaults}.
 */
@NullMarked
@Stability(Stability.Level.STABLE)
package ai.lacuna.api.plan;

import ai.lacuna.api.stability.Stability;
import org.jspecify.annotations.NullMarked;
