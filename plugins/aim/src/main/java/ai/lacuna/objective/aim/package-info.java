/**
 * AIM (El-Nouby et al. 2024): learn by predicting the pixels of each next patch.
 *
 * <p>Start here: {@code AimObjective}, the plan and the loss. Its settings are {@link
 * ai.lacuna.objective.aim.AimConfig}; {@link ai.lacuna.objective.aim.AimPlugin} makes it known.
 */
@NullMarked
package ai.lacuna.objective.aim;

import org.jspecify.annotations.NullMarked;
