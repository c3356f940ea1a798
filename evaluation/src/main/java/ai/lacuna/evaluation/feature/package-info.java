/**
 * Frozen features of a data set: extracted once, kept in files, read by every protocol.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.feature.FeatureFiles}, the layout of an artifact of
 * kind {@code features}. A {@link ai.lacuna.evaluation.feature.Featurizer} makes its content: an
 * encoder, or for the floor below every encoder the pixels themselves.
 */
@NullMarked
package ai.lacuna.evaluation.feature;

import org.jspecify.annotations.NullMarked;
