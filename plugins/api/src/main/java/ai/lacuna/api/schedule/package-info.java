/**
 * Values that change in the course of a run, as plain data.
 *
 * <p>Start here: {@link ai.lacuna.api.schedule.Schedule}; {@link ai.lacuna.api.schedule.Moment} is
 * when one is asked.
 */
@NullMarked
package ai.lacuna.api.schedule;

import org.jspecify.annotations.NullMarked;
