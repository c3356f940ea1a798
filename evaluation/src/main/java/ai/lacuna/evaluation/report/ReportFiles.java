package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.gate.GatesXml;
import ai.lacuna.evaluation.metric.Metrics;
import ai.lacuna.evaluation.seeds.OverSeeds;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a report in every form that a reader may want. */
public final class ReportFiles {

  private ReportFiles() {}

  /**
   * Writes {@code report.html} for people, {@code summary.md} for a CI job's page, {@code
   * metrics.json} and {@code provenance.json} for programs, {@code gates.xml} for a CI system. Each
   * file is complete or absent.
   *
   * @param report what to say
   * @param folder where; created if missing
   */
  public static void write(RunReport report, Path folder) throws IOException {
    AtomicFiles.writeString(folder.resolve("report.html"), HtmlPage.of(report));
    AtomicFiles.writeString(folder.resolve("summary.md"), Summary.of(report));
    AtomicFiles.writeString(folder.resolve("gates.xml"), GatesXml.of(report.run(), report.gates()));
    Json.write(folder.resolve("metrics.json"), Metrics.of(report.run(), report.results()));
    Json.write(folder.resolve("provenance.json"), provenance(report));
  }

  /**
   * Writes one page about several runs, {@code summary.md} with a row for each recipe, {@code
   * seeds.json} with what is known over seeds, and {@code metrics.json}, a list with what each run
   * has in its own.
   *
   * @param reports at least one
   * @param overSeeds the same runs by recipe
   * @param folder where; created if missing
   * @return the page
   */
  public static Path compare(List<RunReport> reports, OverSeeds overSeeds, Path folder)
      throws IOException {
    Path page = folder.resolve("report.html");
    AtomicFiles.writeString(page, HtmlPage.comparing(reports, overSeeds));
    AtomicFiles.writeString(folder.resolve("summary.md"), SeedSummary.of(overSeeds));
    List<Metrics> metrics =
        reports.stream().map(report -> Metrics.of(report.run(), report.results())).toList();
    Json.write(folder.resolve("metrics.json"), metrics);
    Json.write(folder.resolve("seeds.json"), Map.of("schema", 1, "overSeeds", overSeeds.groups()));
    return page;
  }

  /** The table over seeds as aligned lines. */
  public static String text(OverSeeds overSeeds) {
    return SeedText.of(overSeeds);
  }

  private static Map<String, Object> provenance(RunReport report) {
    Map<String, Map<String, String>> groups = new LinkedHashMap<>();
    for (Map.Entry<String, List<RunReport.Fact>> group : report.provenance().entrySet()) {
      Map<String, String> facts = new LinkedHashMap<>();
      group.getValue().forEach(fact -> facts.put(fact.name(), fact.value()));
      groups.put(group.getKey(), facts);
    }
    return Map.of("schema", 1, "run", report.run(), "provenance", groups);
  }
}
