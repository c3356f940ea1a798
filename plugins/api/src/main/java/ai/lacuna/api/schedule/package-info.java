/**
 * Values that change in the course of a run, as plain data.
 *
 * <p>Start here: {@link ai.lacuna.api.schedule.Schedule}; {@link ai.lacuna.api.schedule.Moment} is
 * when one is asked.
 */
@NullMarked
@Stability(Stability.Level.STABLE)
package ai.lacuna.api.schedule;

import ai.lacuna.api.stability.Stability;
import org.jspecify.annotations.NullMarked;
