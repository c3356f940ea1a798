/**
 * What every objective must keep, as a test suite.
 *
 * <p>Start here: {@link ai.lacuna.testkit.ObjectiveContract}, which an author extends with one
 * class. Its rules are listed by {@link ai.lacuna.testkit.Rule}.
 */
@NullMarked
@Stability(Stability.Level.EVOLVING)
package ai.lacuna.testkit;

import ai.lacuna.api.stability.Stability;
import org.jspecify.annotations.NullMarked;
