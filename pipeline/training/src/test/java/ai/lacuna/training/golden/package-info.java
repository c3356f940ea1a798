/**
 * Compares whole training steps with those of official implementations; for the golden tests of
 * objectives.
 *
 * <p>Start here: {@link ai.lacuna.training.golden.OfficialStep}. {@link
 * ai.lacuna.training.golden.VitSizes} makes the encoder of a case, {@link
 * ai.lacuna.training.golden.OfficialCode} says what is called and arranged otherwise there, {@link
 * ai.lacuna.training.golden.Tolerance} how close results have to be.
 */
@NullMarked
package ai.lacuna.training.golden;

import org.jspecify.annotations.NullMarked;
