package ai.lacuna.evaluation.seeds;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a pre-training says of itself, or several on average; what is not known is absent.
 *
 * @param seconds how long it took
 * @param imagesPerSecond its speed
 * @param precision the number type that it computed in; several where runs differ
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Training(
    @Nullable Double seconds, @Nullable Double imagesPerSecond, @Nullable String precision) {

  /** Nothing is known, as for an encoder from elsewhere. */
  public static final Training UNKNOWN = new Training(null, null, null);

  // The mean of those that are known.
  static Training mean(List<Training> all) {
    String precisions =
        all.stream()
            .map(Training::precision)
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining(", "));
    return new Training(
        mean(all, Training::seconds),
        mean(all, Training::imagesPerSecond),
        precisions.isEmpty() ? null : precisions);
  }

  private static @Nullable Double mean(
      List<Training> all, Function<Training, @Nullable Double> figure) {
    List<Double> known = all.stream().map(figure).filter(Objects::nonNull).toList();
    return known.isEmpty()
        ? null
        : known.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
