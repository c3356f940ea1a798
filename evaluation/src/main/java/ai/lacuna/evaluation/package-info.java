/**
 * Evaluation of encoders, gates and reports, as a plugin of the workflow.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.EvaluationPlugin}, which owns the recipe sections
 * {@code evaluate} and {@code gates}.
 */
@NullMarked
package ai.lacuna.evaluation;

import org.jspecify.annotations.NullMarked;
