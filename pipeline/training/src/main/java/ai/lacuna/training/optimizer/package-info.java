/**
 * Optimizers that update all parameters in a few native calls.
 *
 * <p>Start here: {@link ai.lacuna.training.optimizer.Optimizer}. {@link
 * ai.lacuna.training.optimizer.UpdateRule} says how a parameter moves, {@link
 * ai.lacuna.training.optimizer.ParameterRules} which parameters move alike, {@link
 * ai.lacuna.training.optimizer.Gradients} holds what moves them.
 */
@NullMarked
package ai.lacuna.training.optimizer;

import org.jspecify.annotations.NullMarked;
