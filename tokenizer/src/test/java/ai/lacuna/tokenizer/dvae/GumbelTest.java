package ai.lacuna.tokenizer.dvae;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GumbelTest {

  private static final int COUNT = 1 << 22;

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    Gumbel.fill(new SplittableRandom(1), numbers, 0, count);
    return numbers;
  }

  @Test
  void numbersAreGumbelDistributed() {
    float[] numbers = numbers(COUNT);
    double sum = 0;
    double squares = 0;
    for (float g : numbers) {
      sum += g;
      squares += (double) g * g;
    }
    double mean = sum / COUNT;
    assertThat(mean).isBetween(0.5772 - 0.004, 0.5772 + 0.004);
    double variance = Math.PI * Math.PI / 6;
    assertThat(squares / COUNT - mean * mean).isBetween(variance - 0.012, variance + 0.012);
    for (double above : new double[] {-1, 0, 2, 5, 7, 9}) {
      double expected = COUNT * -Math.expm1(-Math.exp(-above));
      assertThat(count(numbers, above))
          .as("numbers above %s", above)
          .isBetween(expected - 5 * Math.sqrt(expected), expected + 5 * Math.sqrt(expected));
    }
  }

  @Test
  void theUpperTailIsNotCutIntoCells() {
    float[] numbers = numbers(COUNT);
    float[] tail = tail(numbers, 8);
    assertThat(tail.length).isGreaterThan(1000);
    assertThat(IntStream.range(0, tail.length).mapToObj(i -> tail[i]).distinct())
        .hasSizeGreaterThan(tail.length * 9 / 10);
    assertThat(count(numbers, 12)).as("beyond the last cell's middle").isPositive();
  }

  @Test
  void equalStreamsGiveEqualNumbers() {
    assertThat(numbers(7)).isEqualTo(numbers(7)).hasSize(7);
  }

  private static double count(float[] numbers, double above) {
    int count = 0;
    for (float g : numbers) {
      count += g > above ? 1 : 0;
    }
    return count;
  }

  private static float[] tail(float[] numbers, double above) {
    float[] tail = new float[numbers.length];
    int count = 0;
    for (float g : numbers) {
      if (g > above) {
        tail[count++] = g;
      }
    }
    return Arrays.copyOf(tail, count);
  }
}
