package ai.lacuna.evaluation.metric;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One reported number.
 *
 * @param stage the evaluation that made it, such as {@code linear-probe} or {@code
 *     random-init.linear-probe}
 * @param protocol the protocol's name, such as {@code linear-probe}
 * @param metric the metric's name, such as {@code top1}
 * @param value the number; accuracies are shares in [0, 1]
 * @param n test images it was measured on
 * @param ci95 95 % interval over test images, absent where none is known
 * @param seed seed of the evaluation
 * @param encoder digest of the encoder, or a word for what stood in its place
 * @param reference numbers to read it against: for each floor its value, the difference and the
 *     paired test's p value
 */
@JsonPropertyOrder({
  "stage",
  "protocol",
  "metric",
  "value",
  "n",
  "ci95",
  "seed",
  "encoder",
  "reference"
})
public record Result(
    String stage,
    String protocol,
    String metric,
    double value,
    long n,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Interval95 ci95,
    long seed,
    String encoder,
    Map<String, Reference> reference) {

  /**
   * A number that a result is read against.
   *
   * @param value the other number
   * @param difference this result minus the other
   * @param pValue two-sided p value of "no difference" on the same test images, absent where the
   *     predictions of the two are not at hand
   */
  @JsonPropertyOrder({"value", "difference", "pValue"})
  public record Reference(
      double value,
      double difference,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double pValue) {

    /** A paired test on the same test images. */
    public static Reference of(double value, PairedComparison paired) {
      return new Reference(value, paired.difference(), paired.pValue());
    }

    /** What it says about this result; nothing clear without a p value. */
    public PairedComparison.Outcome outcome() {
      return pValue == null
          ? PairedComparison.Outcome.NO_CLEAR_DIFFERENCE
          : PairedComparison.Outcome.of(difference, pValue);
    }
  }

  public Result {
    reference = Map.copyOf(reference);
  }

  /** What a gate calls it: {@code stage.metric}. */
  @JsonIgnore
  public String name() {
    return stage + "." + metric;
  }
}
