/**
 * Data sets on disk and the batches made of them.
 *
 * <p>Start here: {@link ai.lacuna.data.Dataset}. Then {@link ai.lacuna.data.TrainLoader} for
 * shuffled, augmented batches, {@link ai.lacuna.data.EvalLoader} for all rows in order, and {@link
 * ai.lacuna.data.Batch}.
 */
@NullMarked
package ai.lacuna.data;

import org.jspecify.annotations.NullMarked;
