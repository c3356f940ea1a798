/**
 * DINO (Caron et al. 2021): learn by agreeing with a teacher about other crops of the same image.
 *
 * <p>Start here: {@code DinoObjective}, the plan and the loss. Its settings are {@link
 * ai.lacuna.objective.dino.DinoConfig}; {@link ai.lacuna.objective.dino.DinoPlugin} makes it known.
 */
@NullMarked
package ai.lacuna.objective.dino;

import org.jspecify.annotations.NullMarked;
