package ai.lacuna.evaluation.metric;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The content of {@code metrics.json}.
 *
 * @param schema version of this layout; readers refuse what they do not know
 * @param run the run's name
 * @param results every number, in the order of the report
 */
@JsonPropertyOrder({"schema", "run", "results"})
public record Metrics(int schema, String run, List<Result> results) {

  /** The layout written today. */
  public static final int SCHEMA = 1;

  public Metrics {
    results = List.copyOf(results);
  }

  /** A file of today's layout. */
  public static Metrics of(String run, List<Result> results) {
    return new Metrics(SCHEMA, run, results);
  }
}
