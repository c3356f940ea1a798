/**
 * The command line.
 *
 * <p>Start here: {@link ai.lacuna.workflow.cli.Main}.
 */
@NullMarked
package ai.lacuna.workflow.cli;

import org.jspecify.annotations.NullMarked;
