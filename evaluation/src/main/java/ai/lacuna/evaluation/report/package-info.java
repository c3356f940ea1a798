/**
 * The report of a run.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.report.RunReport}, everything a report shows, as plain
 * data. {@link ai.lacuna.evaluation.report.ReportFiles} writes it as a page, a summary and machine
 * readable files; {@link ai.lacuna.evaluation.report.Judgement} is the sentence at its top.
 */
@NullMarked
package ai.lacuna.evaluation.report;

import org.jspecify.annotations.NullMarked;
