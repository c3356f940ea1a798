/**
 * What an evaluation protocol is, and how one is added.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.protocol.ProtocolPlugin}. It makes a {@link
 * ai.lacuna.evaluation.protocol.Protocol}, which turns the {@link
 * ai.lacuna.evaluation.protocol.FeatureSet}s of a {@link ai.lacuna.evaluation.protocol.Task} into
 * an {@link ai.lacuna.evaluation.protocol.Outcome}.
 */
@NullMarked
package ai.lacuna.evaluation.protocol;

import org.jspecify.annotations.NullMarked;
