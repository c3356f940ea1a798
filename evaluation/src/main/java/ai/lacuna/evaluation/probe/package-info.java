/**
 * The linear probe: a linear classifier trained on frozen features.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.probe.LinearProbe}, with its {@link
 * ai.lacuna.evaluation.probe.LinearProbeConfig}.
 */
@NullMarked
package ai.lacuna.evaluation.probe;

import org.jspecify.annotations.NullMarked;
