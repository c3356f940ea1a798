/**
 * The training engine: from an objective, a data set and a seed to an encoder.
 *
 * <p>Start here: {@link ai.lacuna.training.Pretrainer}, which runs a {@link
 * ai.lacuna.training.PretrainJob} with a {@link ai.lacuna.training.TrainingConfig}. {@link
 * ai.lacuna.training.TrainingLoop} is the loop underneath, for anything that is a {@link
 * ai.lacuna.training.TrainingTask}.
 */
@NullMarked
package ai.lacuna.training;

import org.jspecify.annotations.NullMarked;
