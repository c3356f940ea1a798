package ai.lacuna.evaluation.metric;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * A number over training seeds.
 *
 * @param values one for each seed, at least one, finite
 * @param mean of the values
 * @param ci95 95 % interval, absent where none is known
 * @param covers what the interval speaks of
 */
public record SeedMean(
    List<Double> values,
    double mean,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Interval95 ci95,
    Covers covers) {

  /** What an interval speaks of. */
  public enum Covers {
    /** The spread between training seeds, on the same test images: Student's t. */
    @JsonProperty("seeds")
    SEEDS,
    /** The sampling of test images, for the one seed that there is: Wilson's. */
    @JsonProperty("test images")
    TEST_IMAGES,
    /** There is no interval. */
    @JsonProperty("nothing")
    NOTHING
  }

  public SeedMean {
    values = List.copyOf(values);
  }

  /**
   * The mean of some seeds with Student's t interval; of one seed with the interval given.
   *
   * @param values at least one
   * @param ofOne the interval over test images that counts where there is one seed only
   */
  public static SeedMean of(List<Double> values, @Nullable Interval95 ofOne) {
    double mean = StatUtils.mean(values.stream().mapToDouble(Double::doubleValue).toArray());
    if (values.size() > 1) {
      return new SeedMean(values, mean, Interval95.studentT(values), Covers.SEEDS);
    }
    return new SeedMean(values, mean, ofOne, ofOne == null ? Covers.NOTHING : Covers.TEST_IMAGES);
  }

  /** How many seeds. */
  @JsonProperty
  public int n() {
    return values.size();
  }

  /** The smallest value. */
  @JsonProperty
  public double smallest() {
    return Collections.min(values);
  }

  /** The largest value. */
  @JsonProperty
  public double largest() {
    return Collections.max(values);
  }
}
