/**
 * Probes: small classifiers trained on frozen features.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.probe.LinearProbe} judges one vector of each image,
 * {@link ai.lacuna.evaluation.probe.AttentiveProbe} all its tokens. {@code Probe} is what they have
 * in common.
 */
@NullMarked
package ai.lacuna.evaluation.probe;

import org.jspecify.annotations.NullMarked;
