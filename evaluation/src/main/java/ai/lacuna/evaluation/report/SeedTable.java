package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.metric.Interval95;
import ai.lacuna.evaluation.metric.SeedMean;
import ai.lacuna.evaluation.seeds.Measure;
import ai.lacuna.evaluation.seeds.OverSeeds;
import ai.lacuna.evaluation.seeds.SeedGroup;
import ai.lacuna.evaluation.seeds.SeedScore;
import java.util.ArrayList;
import java.util.List;

/**
 * Means over seeds, each as a dot with its interval as a whisker and a mark for each seed, on an
 * axis that all rows share.
 *
 * @param groups one for each protocol and metric
 * @param ticks of the shared axis, positions in [0, 100]
 */
public record SeedTable(List<Group> groups, List<Axis.Tick> ticks) {

  /** Printed for what is not known. */
  static final String MISSING = "–";

  /**
   * The rows of one protocol and metric.
   *
   * @param title such as {@code linear-probe top-1}
   * @param rows every recipe's encoder, followed by its floors
   */
  public record Group(String title, List<Row> rows) {}

  /**
   * A mean.
   *
   * @param role encoder or floor
   * @param label the recipe, or the floor
   * @param seeds how many
   * @param value the mean as text
   * @param interval as text, with a star where it speaks of test images; empty if unknown
   * @param range from the smallest to the largest, empty for one seed
   * @param lead the encoder's mean lead over this floor with its interval, empty for the encoder
   * @param outcome CSS class of the lead
   * @param dot position of the mean in [0, 100]
   * @param low left end of the whisker
   * @param high right end of the whisker
   * @param marks positions of the seeds
   */
  public record Row(
      Whiskers.Role role,
      String label,
      int seeds,
      String value,
      String interval,
      String range,
      String lead,
      String outcome,
      double dot,
      double low,
      double high,
      List<Double> marks) {}

  /** The table of these measures. */
  static SeedTable of(OverSeeds overSeeds, List<Measure> measures) {
    Axis axis = axis(overSeeds, measures);
    List<Group> groups = new ArrayList<>();
    for (Measure measure : measures) {
      List<Row> rows = new ArrayList<>();
      for (SeedGroup group : overSeeds.groups()) {
        group.score(measure).ifPresent(score -> add(group.recipe(), score, axis, rows));
      }
      groups.add(new Group(Whiskers.title(measure.evaluation(), measure.metric()), rows));
    }
    return new SeedTable(groups, axis.ticks(5));
  }

  private static void add(String recipe, SeedScore score, Axis axis, List<Row> rows) {
    rows.add(row(Whiskers.Role.ENCODER, recipe, score.encoder(), "", "", axis));
    for (SeedScore.SeedFloor floor : score.floors()) {
      rows.add(
          row(
              Whiskers.Role.FLOOR,
              RunReport.Floor.label(floor.floor()),
              floor.value(),
              lead(floor),
              Whiskers.style(floor.outcome()),
              axis));
    }
  }

  private static Row row(
      Whiskers.Role role, String label, SeedMean mean, String lead, String outcome, Axis axis) {
    return new Row(
        role,
        label,
        mean.n(),
        Format.percent(mean.mean()),
        interval(mean),
        mean.n() == 1 ? "" : Format.range(mean.smallest(), mean.largest()),
        lead,
        outcome,
        position(axis, mean.mean()),
        position(axis, low(mean)),
        position(axis, high(mean)),
        mean.n() == 1
            ? List.of()
            : mean.values().stream().map(value -> position(axis, value)).toList());
  }

  /** The interval as text; a star says that it speaks of test images. */
  static String interval(SeedMean mean) {
    return switch (mean.covers()) {
      case SEEDS -> Format.interval(mean.ci95());
      case TEST_IMAGES -> Format.interval(mean.ci95()) + "*";
      case NOTHING -> "";
    };
  }

  /** The mean lead over a floor in points, with its interval or the p value of one seed. */
  static String lead(SeedScore.SeedFloor floor) {
    String points = Format.points(floor.lead().mean());
    Double p = floor.pValue();
    return switch (floor.lead().covers()) {
      case SEEDS -> points + " (" + Format.interval(floor.lead().ci95()) + ")";
      case TEST_IMAGES, NOTHING -> p == null ? points : points + ", " + Format.pValue(p) + "*";
    };
  }

  // Starts at zero unless everything is crowded at the top; intervals of two seeds may go beyond.
  private static Axis axis(OverSeeds overSeeds, List<Measure> measures) {
    double min = 1;
    double max = 0;
    for (SeedMean mean : means(overSeeds, measures)) {
      min = Math.min(min, Math.min(mean.smallest(), low(mean)));
      max = Math.max(max, Math.max(mean.largest(), high(mean)));
    }
    double low = min > 0.7 ? min - 0.05 : 0;
    return new Axis(100 * low, 100 * Math.min(1, max + 0.03), 0, 100);
  }

  private static List<SeedMean> means(OverSeeds overSeeds, List<Measure> measures) {
    List<SeedMean> means = new ArrayList<>();
    for (SeedGroup group : overSeeds.groups()) {
      for (Measure measure : measures) {
        for (SeedScore score : group.score(measure).stream().toList()) {
          means.add(score.encoder());
          score.floors().forEach(floor -> means.add(floor.value()));
        }
      }
    }
    return means;
  }

  private static double position(Axis axis, double share) {
    return Math.max(0, Math.min(100, axis.position(100 * share)));
  }

  private static double low(SeedMean mean) {
    Interval95 ci = mean.ci95();
    return ci == null ? mean.mean() : ci.low();
  }

  private static double high(SeedMean mean) {
    Interval95 ci = mean.ci95();
    return ci == null ? mean.mean() : ci.high();
  }
}
