/**
 * The supervised baseline: learn an encoder by classifying labelled images.
 *
 * <p>Start here: {@code SupervisedObjective}, the plan and the loss. Its settings are {@link
 * ai.lacuna.objective.supervised.SupervisedConfig}; {@link
 * ai.lacuna.objective.supervised.SupervisedPlugin} makes it known.
 */
@NullMarked
package ai.lacuna.objective.supervised;

import org.jspecify.annotations.NullMarked;
