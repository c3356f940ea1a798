/**
 * data2vec (Baevski et al. 2022): learn by predicting what a teacher, who sees everything, makes of
 * what is hidden.
 *
 * <p>Start here: {@code Data2VecObjective}, the plan and the loss. Its settings are {@link
 * ai.lacuna.objective.data2vec.Data2VecConfig}; {@link ai.lacuna.objective.data2vec.Modality} is
 * what it knows about images; {@link ai.lacuna.objective.data2vec.Data2VecPlugin} makes it known.
 */
@NullMarked
package ai.lacuna.objective.data2vec;

import org.jspecify.annotations.NullMarked;
