package ai.lacuna.files;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Compares the distribution of first values with what a reference drew. */
public final class InitialValues {

  private InitialValues() {}

  /**
   * Fails unless all parameters are {@linkplain #assertSimilar similar} to what {@code init.json}
   * of a case records.
   *
   * @param parameters ours, by name; each has to be recorded
   * @param ours the name here of a recorded parameter; empty = there is none
   */
  public static void assertAllSimilar(
      GoldenCase golden, Map<String, NDArray> parameters, Function<String, Optional<String>> ours) {
    Set<String> compared = new TreeSet<>();
    recorded(golden)
        .properties()
        .forEach(
            entry ->
                ours.apply(entry.getKey())
                    .ifPresent(
                        name -> {
                          assertThat(parameters).containsKey(name);
                          NDArray array = parameters.get(name);
                          assertSimilar(
                              entry.getKey(),
                              array.getShape().getShape(),
                              array.toFloatArray(),
                              entry.getValue());
                          compared.add(name);
                        }));
    assertThat(compared).isEqualTo(new TreeSet<>(parameters.keySet()));
  }

  /** The statistics of a case's parameters, by their official name. */
  public static JsonNode recorded(GoldenCase golden) {
    try {
      return Json.read(golden.file("init.json"), JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fails unless mean, deviation and, where values have one, the bound are as close to the recorded
   * ones as the fixtures of the family {@code init} ask for; constants have to be equal.
   *
   * @param name of the parameter, for the message
   * @param shape of the parameter
   * @param values its elements
   * @param expected its entry in {@code init.json}
   */
  public static void assertSimilar(String name, long[] shape, float[] values, JsonNode expected) {
    assertThat(shape)
        .as(name)
        .isEqualTo(Json.MAPPER.convertValue(expected.path("shape"), long[].class));
    double mean = 0;
    double squares = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float v : values) {
      mean += v / (double) values.length;
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    for (float v : values) {
      squares += (v - mean) * (v - mean);
    }
    double std = expected.path("std").asDouble();
    if (expected.path("min").asDouble() == expected.path("max").asDouble()) {
      assertThat(values).as(name).containsOnly((float) expected.path("min").asDouble());
      return;
    }
    double ownStd = Math.sqrt(squares / (values.length - 1));
    // Both are samples, so that they differ by chance: by less than four deviations of that, and by
    // no more than the fixtures' "4/sqrt(2 n) and 3%".
    double chance = 4 / Math.sqrt(2.0 * values.length);
    double allowed = Math.min(Math.sqrt(2) * chance, chance + 0.03);
    assertThat(Math.abs(ownStd / std - 1)).as("std of " + name).isLessThan(allowed);
    assertThat(Math.abs(mean - expected.path("mean").asDouble()))
        .as("mean of " + name)
        .isLessThan(5 * std / Math.sqrt(values.length));
    double bound = Math.max(-expected.path("min").asDouble(), expected.path("max").asDouble());
    // A uniform bound is sqrt(3) standard deviations, that of a normal cut at one is 1.86.
    boolean bounded = bound < 1.95 * std;
    if (bounded) {
      assertThat(Math.max(-low, high) / bound).as("bound of " + name).isBetween(0.95, 1.05);
    }
  }
}
