package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.gate.GateResult;
import ai.lacuna.evaluation.metric.PairedComparison.Outcome;
import ai.lacuna.evaluation.metric.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The one thing that a reader wants to know first: did the encoder learn anything.
 *
 * @param tone good, bad or in between
 * @param headline one sentence
 * @param detail what the sentence rests on
 * @param gates one phrase about the gates, empty if there are none
 */
public record Judgement(Tone tone, String headline, String detail, String gates) {

  /** How the news is. */
  public enum Tone {
    /** Every floor is beaten, no gate failed. */
    GOOD,
    /** It clearly beats the untrained network but not every floor, or nothing was measured. */
    OPEN,
    /** A gate failed, or a floor beats an encoder that is not clearly better than untrained. */
    BAD
  }

  private static final String METRIC = "top1";

  /** Judges a run by its top-1 accuracies and its gates. */
  public static Judgement of(RunReport report) {
    List<RunReport.Score> scores =
        report.scores().stream().filter(s -> s.metric().equals(METRIC)).toList();
    List<String> unclear = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    for (RunReport.Score score : scores) {
      for (RunReport.Floor floor : score.floors()) {
        Result.Reference reference = score.encoder().reference().get(floor.name());
        Outcome outcome = reference == null ? Outcome.NO_CLEAR_DIFFERENCE : reference.outcome();
        String pair = floor.label() + " in " + score.evaluation();
        switch (outcome) {
          case BETTER -> {}
          case NO_CLEAR_DIFFERENCE -> unclear.add(pair);
          case WORSE -> lost.add(pair);
        }
      }
    }
    boolean gateFailed = !report.failedGates().isEmpty();
    boolean helped = !scores.isEmpty() && scores.stream().allMatch(Judgement::beatsUntrained);
    Tone tone =
        gateFailed || !(lost.isEmpty() || helped)
            ? Tone.BAD
            : scores.isEmpty() || !unclear.isEmpty() || !lost.isEmpty() ? Tone.OPEN : Tone.GOOD;
    String headline = headline(scores, unclear, lost);
    if (gateFailed && !scores.isEmpty()) {
      headline = headline.replaceFirst("^The encoder learnt something: it", "The encoder");
      String joint = lost.isEmpty() && unclear.isEmpty() ? ", but" : ", and";
      headline = headline.substring(0, headline.length() - 1) + joint + " a gate failed.";
    }
    return new Judgement(tone, headline, detail(scores, unclear, lost), gates(report));
  }

  private static String headline(
      List<RunReport.Score> scores, List<String> unclear, List<String> lost) {
    if (scores.isEmpty()) {
      return "Trained, but not yet judged.";
    }
    boolean helped = scores.stream().allMatch(Judgement::beatsUntrained);
    if (!lost.isEmpty()) {
      return helped
          ? "Pre-training helped, but not everywhere beyond " + floors(scores, lost) + "."
          : "The encoder falls below a floor.";
    }
    if (!unclear.isEmpty()) {
      return helped
          ? "Pre-training helped, but not every floor is clearly beaten."
          : "It is not clear that pre-training helped.";
    }
    return scores.stream().allMatch(s -> s.floors().isEmpty())
        ? "The encoder was measured, without a floor to compare with."
        : "The encoder learnt something: it beats every floor.";
  }

  // Labels of the floors that beat the encoder in some protocol.
  private static String floors(List<RunReport.Score> scores, List<String> lost) {
    return scores.stream()
        .flatMap(
            score ->
                score.floors().stream()
                    .map(RunReport.Floor::label)
                    .filter(label -> lost.contains(label + " in " + score.evaluation())))
        .distinct()
        .collect(Collectors.joining(" and "));
  }

  private static boolean beatsUntrained(RunReport.Score score) {
    Result.Reference untrained = score.encoder().reference().get(RunReport.UNTRAINED);
    return untrained != null && untrained.outcome() == Outcome.BETTER;
  }

  private static String detail(
      List<RunReport.Score> scores, List<String> unclear, List<String> lost) {
    if (scores.isEmpty()) {
      return "This run has no evaluation; add an evaluate section to the recipe.";
    }
    StringBuilder text = new StringBuilder();
    for (RunReport.Score score : scores) {
      text.append(text.isEmpty() ? "" : " ").append(sentence(score));
    }
    if (!lost.isEmpty()) {
      text.append(" Worse than ").append(String.join(", ", lost)).append('.');
    }
    if (!unclear.isEmpty()) {
      text.append(" No clear difference from ").append(String.join(", ", unclear)).append('.');
    }
    return text.toString();
  }

  private static String sentence(RunReport.Score score) {
    StringBuilder text = new StringBuilder(score.evaluation());
    text.append(": ").append(Format.percent(score.encoder().value())).append(" top-1");
    List<String> against = new ArrayList<>();
    for (RunReport.Floor floor : score.floors()) {
      against.add(Format.percent(floor.result().value()) + " (" + floor.label() + ")");
    }
    if (!against.isEmpty()) {
      text.append(", against ").append(String.join(" and ", against));
    }
    return text.append('.').toString();
  }

  private static String gates(RunReport report) {
    if (report.gates().isEmpty()) {
      return "";
    }
    long failed = report.failedGates().size();
    long skipped = report.gates().stream().filter(GateResult.Skipped.class::isInstance).count();
    long all = report.gates().size();
    String text =
        failed == 0
            ? (all - skipped) + " of " + all + (all == 1 ? " gate holds" : " gates hold")
            : failed + " of " + all + (all == 1 ? " gate failed" : " gates failed");
    return skipped == 0 ? text : text + ", " + skipped + " skipped";
  }
}
