/**
 * What training costs, counted before anything runs: parameters, floating-point operations, memory.
 *
 * <p>Start here: {@link ai.lacuna.model.cost.StepCost}. Then {@link ai.lacuna.model.cost.PartCost}
 * for one part of a network and {@link ai.lacuna.model.cost.StepMemory} for what a step holds in
 * memory.
 */
@NullMarked
package ai.lacuna.model.cost;

import org.jspecify.annotations.NullMarked;
