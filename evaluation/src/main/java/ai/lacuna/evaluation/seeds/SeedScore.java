package ai.lacuna.evaluation.seeds;

import ai.lacuna.evaluation.metric.Interval95;
import ai.lacuna.evaluation.metric.PairedComparison;
import ai.lacuna.evaluation.metric.Result;
import ai.lacuna.evaluation.metric.SeedMean;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one protocol over seeds.
 *
 * @param measure what was measured
 * @param encoder the trained encoders
 * @param floors the same measured on less
 */
public record SeedScore(Measure measure, SeedMean encoder, List<SeedFloor> floors) {

  /**
   * A floor over seeds.
   *
   * @param floor such as {@code random-init}
   * @param value what it reached
   * @param lead the encoder less the floor, seed by seed
   * @param pValue of one seed only: the paired test on its test images, where there is one
   * @param outcome what the lead says: better or worse where its interval has no zero in it; of one
   *     seed, what the paired test says
   */
  @JsonPropertyOrder({"floor", "value", "lead", "pValue", "outcome"})
  public record SeedFloor(
      String floor,
      SeedMean value,
      SeedMean lead,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double pValue,
      PairedComparison.Outcome outcome) {}

  public SeedScore {
    floors = List.copyOf(floors);
  }

  /** The score of some runs, empty if none of them has it. */
  static Optional<SeedScore> of(Measure measure, List<SeedRun> runs) {
    List<Result> encoders = new ArrayList<>();
    Set<String> floors = new LinkedHashSet<>();
    for (SeedRun run : runs) {
      find(run, measure.evaluation(), measure.metric()).ifPresent(encoders::add);
      run.results().stream()
          .filter(r -> r.stage().endsWith("." + measure.evaluation()))
          .filter(r -> r.metric().equals(measure.metric()))
          .forEach(r -> floors.add(r.stage().substring(0, r.stage().indexOf('.'))));
    }
    if (encoders.isEmpty()) {
      return Optional.empty();
    }
    List<SeedFloor> list = new ArrayList<>();
    floors.forEach(floor -> floor(floor, measure, runs).ifPresent(list::add));
    return Optional.of(new SeedScore(measure, mean(encoders), list));
  }

  // Over the runs that have both the floor and the encoder, so that differences are paired.
  private static Optional<SeedFloor> floor(String floor, Measure measure, List<SeedRun> runs) {
    List<Result> values = new ArrayList<>();
    List<Double> leads = new ArrayList<>();
    List<Result.Reference> references = new ArrayList<>();
    for (SeedRun run : runs) {
      String stage = floor + "." + measure.evaluation();
      Optional<Result> value = find(run, stage, measure.metric());
      Optional<Result> encoder = find(run, measure.evaluation(), measure.metric());
      if (value.isPresent() && encoder.isPresent()) {
        values.add(value.get());
        leads.add(encoder.get().value() - value.get().value());
        Optional.ofNullable(encoder.get().reference().get(floor)).ifPresent(references::add);
      }
    }
    if (values.isEmpty()) {
      return Optional.empty();
    }
    SeedMean lead = SeedMean.of(leads, null);
    Optional<Result.Reference> test =
        leads.size() == 1 ? references.stream().findFirst() : Optional.empty();
    PairedComparison.Outcome outcome =
        test.map(Result.Reference::outcome).orElseGet(() -> outcome(lead.ci95()));
    Double pValue = test.isPresent() ? test.get().pValue() : null;
    return Optional.of(new SeedFloor(floor, mean(values), lead, pValue, outcome));
  }

  private static PairedComparison.Outcome outcome(@Nullable Interval95 lead) {
    if (lead == null || (lead.low() <= 0 && lead.high() >= 0)) {
      return PairedComparison.Outcome.NO_CLEAR_DIFFERENCE;
    }
    return lead.low() > 0 ? PairedComparison.Outcome.BETTER : PairedComparison.Outcome.WORSE;
  }

  private static SeedMean mean(List<Result> results) {
    return SeedMean.of(results.stream().map(Result::value).toList(), results.get(0).ci95());
  }

  private static Optional<Result> find(SeedRun run, String stage, String metric) {
    return run.results().stream()
        .filter(r -> r.stage().equals(stage) && r.metric().equals(metric))
        .findFirst();
  }
}
