/**
 * The complete state of a training run on disk.
 *
 * <p>Start here: {@link ai.lacuna.training.checkpoint.Checkpoints}. {@link
 * ai.lacuna.training.checkpoint.TrainingState} is what it holds besides tensors, {@link
 * ai.lacuna.training.checkpoint.TensorMemory} moves tensors in and out of the engine.
 */
@NullMarked
package ai.lacuna.training.checkpoint;

import org.jspecify.annotations.NullMarked;
