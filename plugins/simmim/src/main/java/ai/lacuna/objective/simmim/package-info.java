/**
 * SimMIM (Xie et al. 2022): learn by predicting the pixels of hidden squares.
 *
 * <p>Start here: {@code SimMimObjective}, the plan and the loss. Its settings are {@link
 * ai.lacuna.objective.simmim.SimMimConfig}; {@code Head} predicts, {@code Pixels} is the target.
 */
@NullMarked
package ai.lacuna.objective.simmim;

import org.jspecify.annotations.NullMarked;
