/**
 * The objective contract: what an author writes, and what the host gives.
 *
 * <p>Start here: {@link ai.lacuna.api.Objective}. It returns a {@link ai.lacuna.api.Plan}, computes
 * {@link ai.lacuna.api.Losses} from a {@link ai.lacuna.api.Step}, and is found through an {@link
 * ai.lacuna.api.ObjectivePlugin}.
 */
@NullMarked
@Stability(Stability.Level.STABLE)
package ai.lacuna.api;

import ai.lacuna.api.stability.Stability;
import org.jspecify.annotations.NullMarked;
