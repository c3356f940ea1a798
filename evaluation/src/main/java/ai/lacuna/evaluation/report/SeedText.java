package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.seeds.OverSeeds;
import ai.lacuna.evaluation.seeds.SeedGroup;
import ai.lacuna.evaluation.seeds.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Means over seeds, and what one needs to know about them, in words. */
final class SeedText {

  private SeedText() {}

  /** Aligned lines for a terminal: the headline metrics, then the pre-trainings. */
  static String of(OverSeeds overSeeds) {
    TextTable table = new TextTable("<>>>><");
    for (SeedTable.Group group : SeedTable.of(overSeeds, overSeeds.headlines()).groups()) {
      table.row(
          group.title(), "seeds", "mean", "95 % interval", "smallest – largest", "encoder's lead");
      for (SeedTable.Row row : group.rows()) {
        String indent = row.role() == Whiskers.Role.ENCODER ? "  " : "    ";
        String seeds = Integer.toString(row.seeds());
        table.row(
            indent + row.label(), seeds, row.value(), row.interval(), row.range(), row.lead());
      }
      table.row();
    }
    TextTable trainings = new TextTable("<>>><");
    trainings.row("pre-training", "seeds", "time", "images/s", "precision");
    for (SeedGroup group : overSeeds.groups()) {
      Training training = group.training();
      trainings.row(
          "  " + group.recipe(),
          Integer.toString(group.seeds().size()),
          time(training),
          speed(training),
          precision(training));
    }
    return table
        + trainings.toString()
        + "\n"
        + notes(overSeeds).stream().collect(Collectors.joining("\n", "", "\n\n"));
  }

  /** How long pre-training took. */
  static String time(Training training) {
    Double seconds = training.seconds();
    return seconds == null ? SeedTable.MISSING : Format.seconds(seconds);
  }

  /** How fast it was. */
  static String speed(Training training) {
    Double speed = training.imagesPerSecond();
    return speed == null ? SeedTable.MISSING : Format.count(Math.round(speed));
  }

  /** What it computed in. */
  static String precision(Training training) {
    String precision = training.precision();
    return precision == null ? SeedTable.MISSING : precision;
  }

  /** What the intervals cover, and which runs do not count. */
  static List<String> notes(OverSeeds overSeeds) {
    List<String> notes = new ArrayList<>();
    if (overSeeds.groups().stream().anyMatch(group -> group.seeds().size() > 1)) {
      notes.add(
          "Intervals are Student's t over training seeds (95 %, n − 1 degrees of freedom). They cover"
              + " the spread between seeds on these test images, not the choice of the images.");
    }
    if (overSeeds.groups().stream().anyMatch(group -> group.seeds().size() == 1)) {
      notes.add(
          "* One seed: a 95 % Wilson interval over test images, or McNemar's paired test on them; it"
              + " does not cover the spread between seeds.");
    }
    for (SeedGroup group : overSeeds.groups()) {
      if (!group.repeats().isEmpty()) {
        notes.add(
            "Not counted, since "
                + group.recipe()
                + " has their seeds already: "
                + String.join(", ", group.repeats())
                + ".");
      }
    }
    return notes;
  }
}
