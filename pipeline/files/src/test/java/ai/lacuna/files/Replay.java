package ai.lacuna.files;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.MaskSpec;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Random numbers that an official implementation drew, given again in their order. Drawing anything
 * else fails: masks may draw only what the official code draws.
 */
public final class Replay implements RandomGenerator {

  /** The kind of a number between two bounds, {@code nextDouble(from, to)}. */
  public static final String UNIFORM = "uniform";

  /** The kind of a number in [0, 1), {@code nextDouble()}. */
  public static final String RANDOM = "random";

  /** The kind of a whole number below a bound, {@code nextInt(bound)}. */
  public static final String RANDINT = "randint";

  /**
   * A number that was drawn.
   *
   * @param kind as the fixture calls it
   * @param value the number
   */
  public record Draw(String kind, double value) {}

  private final Deque<Draw> draws;

  /** Gives some numbers. */
  public Replay(List<Draw> draws) {
    this.draws = new ArrayDeque<>(draws);
  }

  /**
   * Fails unless a strategy makes the recorded masks of the recorded draws and needs all of them.
   *
   * @param golden with {@code out.masks}, and {@code replay.json}, which has a list of draws for
   *     each of the first masks
   * @param adapted turns the draws of a mask into those that are asked for here
   */
  public static void assertSameMasks(
      GoldenCase golden, MaskSpec spec, Grid grid, UnaryOperator<List<Draw>> adapted) {
    long[] expected = golden.longs("out.masks");
    List<List<Draw>> recorded = recorded(golden);
    assertThat(recorded).isNotEmpty();
    for (int n = 0; n < recorded.size(); n++) {
      Replay random = new Replay(adapted.apply(recorded.get(n)));
      boolean[] hidden = spec.draw(grid, random).hidden();
      for (int i = 0; i < hidden.length; i++) {
        assertThat(hidden[i])
            .as("mask %d, patch %d", n, i)
            .isEqualTo(expected[n * hidden.length + i] == 1);
      }
      assertThat(random.draws).as("draws left of mask " + n).isEmpty();
    }
  }

  private static List<List<Draw>> recorded(GoldenCase golden) {
    try {
      List<List<Draw>> recorded = new ArrayList<>();
      for (JsonNode mask : Json.read(golden.file("replay.json"), JsonNode.class)) {
        List<Draw> draws = new ArrayList<>();
        mask.forEach(d -> draws.add(new Draw(d.path(0).asText(), d.path(1).asDouble())));
        recorded.add(draws);
      }
      return recorded;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double next(String kind) {
    Draw draw = draws.poll();
    if (draw == null || !draw.kind().equals(kind)) {
      String next = draw == null ? "nothing any more" : draw.kind() + " " + draw.value();
      throw unrecorded(kind, next);
    }
    return draw.value();
  }

  private static AssertionError unrecorded(String asked, String next) {
    return new AssertionError(
        "masks may draw only what the official code draws: asked for %s, it drew %s"
            .formatted(asked, next));
  }

  @Override
  public double nextDouble() {
    return next(RANDOM);
  }

  @Override
  public double nextDouble(double from, double to) {
    double value = next(UNIFORM);
    assertThat(value).isBetween(from, to);
    return value;
  }

  @Override
  public int nextInt(int bound) {
    int value = (int) next(RANDINT);
    assertThat(value).isBetween(0, bound - 1);
    return value;
  }

  // What all other methods of a generator come down to.
  @Override
  public long nextLong() {
    throw unrecorded("64 random bits", "none");
  }
}
