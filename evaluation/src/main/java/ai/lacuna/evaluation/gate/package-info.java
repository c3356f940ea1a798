/**
 * Conditions that a run must meet.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.gate.Gate}. Judged against the run's numbers it gives
 * a {@link ai.lacuna.evaluation.gate.GateResult}; {@link ai.lacuna.evaluation.gate.GatesXml} writes
 * those for a CI system.
 */
@NullMarked
package ai.lacuna.evaluation.gate;

import org.jspecify.annotations.NullMarked;
