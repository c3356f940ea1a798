/**
 * Data sets as a page to look at.
 *
 * <p>Start here: {@link ai.lacuna.workflow.sheet.SampleSheet}.
 */
@NullMarked
package ai.lacuna.workflow.sheet;

import org.jspecify.annotations.NullMarked;
