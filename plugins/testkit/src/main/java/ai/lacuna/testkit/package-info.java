/**
 * What every objective must keep, as a test suite.
 *
 * <p>Start here: {@link ai.lacuna.testkit.ObjectiveContract}, which an author extends with one
 * class. Its rules are listed by {@link ai.lacuna.testkit.Rule}.
 */
@NullMarked
package ai.lacuna.testkit;

import org.jspecify.annotations.NullMarked;
