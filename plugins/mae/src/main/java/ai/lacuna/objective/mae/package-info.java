/**
 * MAE (He et al. 2021): learn by predicting the pixels of hidden patches.
 *
 * <p>Start here: {@code MaeObjective}, the plan and the loss. Its settings are {@link
 * ai.lacuna.objective.mae.MaeConfig}; {@link ai.lacuna.objective.mae.MaePlugin} makes it known.
 */
@NullMarked
package ai.lacuna.objective.mae;

import org.jspecify.annotations.NullMarked;
