/**
 * BEiT (Bao et al. 2022): learn by predicting the visual tokens of hidden patches.
 *
 * <p>Start here: {@code BeitObjective}, the plan and the loss. Its settings are {@link
 * ai.lacuna.objective.beit.BeitConfig}; {@link ai.lacuna.objective.beit.BeitPlugin} makes it known.
 */
@NullMarked
package ai.lacuna.objective.beit;

import org.jspecify.annotations.NullMarked;
