/**
 * The recipe section {@code data} and the stage that imports images.
 *
 * <p>Start here: {@link ai.lacuna.workflow.data.DataPlugin}.
 */
@NullMarked
package ai.lacuna.workflow.data;

import org.jspecify.annotations.NullMarked;
