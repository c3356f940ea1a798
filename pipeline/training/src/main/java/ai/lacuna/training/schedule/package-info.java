/**
 * Values that change over a run, as plain data.
 *
 * <p>Start here: {@link ai.lacuna.training.schedule.Schedule}.
 */
@NullMarked
package ai.lacuna.training.schedule;

import org.jspecify.annotations.NullMarked;
