package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.seeds.OverSeeds;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Map;

/** The report as one page that needs no network. */
final class HtmlPage {

  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, HtmlPage.class.getClassLoader(), HtmlPage.class.getPackageName());

  private HtmlPage() {}

  static String of(RunReport report) {
    TemplateOutput html = new StringOutput(1 << 16);
    TEMPLATES.render(
        "report.jte", Map.of("report", report, "judgement", Judgement.of(report)), html);
    return html.toString();
  }

  static String comparing(List<RunReport> reports, OverSeeds overSeeds) {
    TemplateOutput html = new StringOutput(1 << 16);
    TEMPLATES.render(
        "compare.jte",
        Map.of(
            "reports",
            reports,
            "table",
            Whiskers.comparing(reports),
            "seeds",
            SeedTable.of(overSeeds, overSeeds.measures()),
            "overSeeds",
            overSeeds),
        html);
    return html.toString();
  }
}
