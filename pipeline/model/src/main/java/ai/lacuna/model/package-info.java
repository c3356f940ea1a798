/**
 * Encoders: what they are made of, how they are trained, and how they are kept.
 *
 * <p>Start here: {@link ai.lacuna.model.Network}, which training uses, or {@link
 * ai.lacuna.model.Encoder}, which evaluation uses. Both are described by a {@link
 * ai.lacuna.model.BackboneConfig}, hold {@link ai.lacuna.model.Weights} and run on what {@link
 * ai.lacuna.model.Engine} finds.
 */
@NullMarked
package ai.lacuna.model;

import org.jspecify.annotations.NullMarked;
