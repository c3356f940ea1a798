/**
 * Numbers about predictions, and how sure one can be of them.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.metric.Result}, one reported number. Then {@link
 * ai.lacuna.evaluation.metric.Accuracy}, its {@link ai.lacuna.evaluation.metric.Interval95}, the
 * {@link ai.lacuna.evaluation.metric.PairedComparison} of two classifiers, and the {@link
 * ai.lacuna.evaluation.metric.SeedMean} of several trainings.
 */
@NullMarked
package ai.lacuna.evaluation.metric;

import org.jspecify.annotations.NullMarked;
