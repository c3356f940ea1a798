/**
 * What a plugin of the workflow writes and gets: stages, plans and reports.
 *
 * <p>Start here: {@link ai.lacuna.workflow.WorkflowPlugin}. It adds {@link
 * ai.lacuna.workflow.StageSpec}s to a {@link ai.lacuna.workflow.Planning}; their code is a {@link
 * ai.lacuna.workflow.Stage}, which works with a {@link ai.lacuna.workflow.StageContext}; and its
 * {@link ai.lacuna.workflow.Reporter} turns the finished run into a report.
 */
@NullMarked
package ai.lacuna.workflow;

import org.jspecify.annotations.NullMarked;
