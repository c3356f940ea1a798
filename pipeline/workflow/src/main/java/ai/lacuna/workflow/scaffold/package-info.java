/**
 * A new objective as a small Maven project.
 *
 * <p>Start here: {@link ai.lacuna.workflow.scaffold.Scaffold}.
 */
@NullMarked
package ai.lacuna.workflow.scaffold;

import org.jspecify.annotations.NullMarked;
