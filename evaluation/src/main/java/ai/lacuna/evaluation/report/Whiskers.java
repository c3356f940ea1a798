package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.metric.Interval95;
import ai.lacuna.evaluation.metric.PairedComparison;
import ai.lacuna.evaluation.metric.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results table: every number as a dot on an axis that all rows share, with its 95 % interval
 * as a whisker.
 *
 * @param groups one per protocol and metric
 * @param ticks of the shared axis, positions in [0, 100]
 */
public record Whiskers(List<Group> groups, List<Axis.Tick> ticks) {

  /** Whether a row is the encoder or what it is compared with. */
  public enum Role {
    ENCODER,
    FLOOR
  }

  /**
   * The rows of one protocol and metric.
   *
   * @param title such as {@code linear-probe top1}
   * @param rows encoder first
   */
  public record Group(String title, List<Row> rows) {}

  /**
   * One number.
   *
   * @param role encoder or floor
   * @param label what was measured
   * @param value as text
   * @param interval as text, empty if unknown
   * @param difference the encoder's lead over this floor as text, empty for the encoder
   * @param outcome CSS class of the difference
   * @param dot position in [0, 100]
   * @param low left end of the whisker
   * @param high right end of the whisker
   * @param n test images
   */
  public record Row(
      Role role,
      String label,
      String value,
      String interval,
      String difference,
      String outcome,
      double dot,
      double low,
      double high,
      String n) {}

  /** The table of a run's scores. */
  public static Whiskers of(List<RunReport.Score> scores) {
    Axis axis = axis(scores);
    List<Group> groups = new ArrayList<>();
    for (RunReport.Score score : scores) {
      List<Row> rows = new ArrayList<>();
      add(score, "trained encoder", "", axis, rows);
      groups.add(new Group(title(score), rows));
    }
    return new Whiskers(groups, axis.ticks(5));
  }

  /** The table of several runs: each run's encoder and its floors. */
  static Whiskers comparing(List<RunReport> reports) {
    Axis axis = axis(reports.stream().flatMap(r -> r.scores().stream()).toList());
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    for (RunReport report : reports) {
      for (RunReport.Score score : report.scores()) {
        List<Row> rows = groups.computeIfAbsent(title(score), title -> new ArrayList<>());
        add(score, report.run(), report.run() + ", ", axis, rows);
      }
    }
    return new Whiskers(
        groups.entrySet().stream().map(g -> new Group(g.getKey(), g.getValue())).toList(),
        axis.ticks(5));
  }

  private static void add(
      RunReport.Score score, String label, String prefix, Axis axis, List<Row> rows) {
    rows.add(row(Role.ENCODER, label, score.encoder(), axis, "", ""));
    for (RunReport.Floor floor : score.floors()) {
      Result.Reference reference = score.encoder().reference().get(floor.name());
      String lead = reference == null ? "" : lead(reference);
      String outcome = reference == null ? "" : outcome(reference);
      rows.add(row(Role.FLOOR, prefix + floor.label(), floor.result(), axis, lead, outcome));
    }
  }

  // Starts at zero unless everything is crowded at the top.
  private static Axis axis(List<RunReport.Score> scores) {
    double min = 1;
    double max = 0;
    for (RunReport.Score score : scores) {
      min = Math.min(min, low(score.encoder()));
      max = Math.max(max, high(score.encoder()));
      for (RunReport.Floor floor : score.floors()) {
        min = Math.min(min, low(floor.result()));
        max = Math.max(max, high(floor.result()));
      }
    }
    double low = min > 0.7 ? min - 0.05 : 0;
    return new Axis(100 * low, 100 * Math.min(1, max + 0.03), 0, 100);
  }

  private static String title(RunReport.Score score) {
    return title(score.evaluation(), score.metric());
  }

  /** What a group of rows is called. */
  static String title(String evaluation, String metric) {
    return evaluation + " " + metric(metric);
  }

  private static Row row(
      Role role, String label, Result result, Axis axis, String lead, String outcome) {
    return new Row(
        role,
        label,
        Format.percent(result.value()),
        Format.interval(result.ci95()),
        lead,
        outcome,
        axis.position(100 * result.value()),
        axis.position(100 * low(result)),
        axis.position(100 * high(result)),
        Format.count(result.n()));
  }

  /** A metric's name for people. */
  static String metric(String name) {
    return name.replaceFirst("^top(\\d+)$", "top-$1");
  }

  private static String lead(Result.Reference reference) {
    String points = Format.points(reference.difference());
    Double p = reference.pValue();
    return p == null ? points : points + ", " + Format.pValue(p);
  }

  private static String outcome(Result.Reference reference) {
    return style(reference.outcome());
  }

  /** The CSS class of a lead. */
  static String style(PairedComparison.Outcome outcome) {
    return switch (outcome) {
      case BETTER -> "good";
      case NO_CLEAR_DIFFERENCE -> "open";
      case WORSE -> "bad";
    };
  }

  private static double low(Result result) {
    Interval95 ci = result.ci95();
    return ci == null ? result.value() : ci.low();
  }

  private static double high(Result result) {
    Interval95 ci = result.ci95();
    return ci == null ? result.value() : ci.high();
  }
}
