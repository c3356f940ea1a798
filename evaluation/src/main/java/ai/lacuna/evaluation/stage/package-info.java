/**
 * The stages that evaluation adds to a run.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.stage.EvaluateStage}, one protocol on one set of
 * features, which a {@link ai.lacuna.evaluation.stage.FeaturesStage} has made. What it found lies
 * in {@link ai.lacuna.evaluation.stage.OutcomeFiles}; {@link ai.lacuna.evaluation.stage.Protocols}
 * lists what is installed.
 */
@NullMarked
package ai.lacuna.evaluation.stage;

import org.jspecify.annotations.NullMarked;
