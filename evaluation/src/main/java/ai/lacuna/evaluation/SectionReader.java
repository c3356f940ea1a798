package ai.lacuna.evaluation;

import ai.lacuna.evaluation.report.Curve;
import ai.lacuna.evaluation.report.Picture;
import ai.lacuna.evaluation.report.RunReport;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.ReportSection;
import ai.lacuna.workflow.WorkflowPlugin;
import ai.lacuna.workflow.catalog.Plugins;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What other plugins say in the report. */
final class SectionReader {

  private SectionReader() {}

  static List<RunReport.Section> read(FinishedRun run) throws IOException {
    List<RunReport.Section> sections = new ArrayList<>();
    for (WorkflowPlugin plugin : Plugins.load().workflow()) {
      for (ReportSection section : plugin.sections(run)) {
        sections.add(section(section));
      }
    }
    return sections;
  }

  private static RunReport.Section section(ReportSection section) throws IOException {
    List<RunReport.Gallery> galleries = new ArrayList<>();
    for (ReportSection.Gallery gallery : section.galleries()) {
      List<List<Picture>> rows = new ArrayList<>();
      for (List<ReportSection.Image> row : gallery.rows()) {
        List<Picture> pictures = new ArrayList<>();
        for (ReportSection.Image image : row) {
          pictures.add(Pictures.ofPng(image.png(), image.alt()));
        }
        rows.add(pictures);
      }
      galleries.add(new RunReport.Gallery(gallery.caption(), rows));
    }
    return new RunReport.Section(
        section.id(),
        section.title(),
        section.hint(),
        section.facts().stream().map(f -> new RunReport.Fact(f.name(), f.value())).toList(),
        section.plots().stream().map(SectionReader::curve).toList(),
        galleries);
  }

  private static Curve curve(ReportSection.Plot plot) {
    return new Curve(plot.title(), plot.unit(), plot.across(), plot.x(), plot.y(), Curve.From.ZERO);
  }
}
