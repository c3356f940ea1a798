/**
 * What an objective asks of the host, as plain data.
 *
 * <p>Start here: {@link ai.lacuna.api.plan.MaskSpec}, how patches are chosen for hiding. Then
 * {@link ai.lacuna.api.plan.EncodeMode}, {@link ai.lacuna.api.plan.ModuleSpec}, {@link
 * ai.lacuna.api.plan.Target} and {@link ai.lacuna.api.plan.TrainingDefaults}.
 */
@NullMarked
package ai.lacuna.api.plan;

import org.jspecify.annotations.NullMarked;
