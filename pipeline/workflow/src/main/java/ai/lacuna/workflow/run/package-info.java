/**
 * Plans, and what makes them happen.
 *
 * <p>Start here: {@link ai.lacuna.workflow.run.WorkflowPlan}, the stages of a recipe with their
 * fingerprints. {@link ai.lacuna.workflow.run.Standing} says which of them are cached and why the
 * others are not; {@link ai.lacuna.workflow.run.WorkflowRunner} makes what is missing.
 */
@NullMarked
package ai.lacuna.workflow.run;

import org.jspecify.annotations.NullMarked;
