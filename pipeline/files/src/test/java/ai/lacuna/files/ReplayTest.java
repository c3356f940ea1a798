package ai.lacuna.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.files.Replay.Draw;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayTest {

  @Test
  void givesTheNumbersInTheirOrder() {
    Replay replay =
        new Replay(
            List.of(
                new Draw(Replay.UNIFORM, 2.5),
                new Draw(Replay.RANDINT, 3),
                new Draw(Replay.RANDOM, 0.75)));
    assertThat(replay.nextDouble(1, 4)).isEqualTo(2.5);
    assertThat(replay.nextInt(4)).isEqualTo(3);
    assertThat(replay.nextDouble()).isEqualTo(0.75);
    assertUnrecorded(() -> replay.nextInt(4));
  }

  static List<Consumer<RandomGenerator>> others() {
    return List.of(
        RandomGenerator::nextLong,
        RandomGenerator::nextInt,
        RandomGenerator::nextBoolean,
        RandomGenerator::nextFloat,
        RandomGenerator::nextGaussian,
        random -> random.nextInt(1, 5),
        random -> random.nextDouble(0, 1),
        random -> random.nextDouble());
  }

  @ParameterizedTest
  @MethodSource("others")
  void nothingElseCanBeDrawn(Consumer<RandomGenerator> draw) {
    Replay replay = new Replay(List.of(new Draw(Replay.RANDINT, 1)));
    assertUnrecorded(() -> draw.accept(replay));
  }

  @Test
  void aNumberOutsideOfTheBoundsFails() {
    assertThatThrownBy(() -> new Replay(List.of(new Draw(Replay.RANDINT, 4))).nextInt(4))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> new Replay(List.of(new Draw(Replay.UNIFORM, 4))).nextDouble(0, 1))
        .isInstanceOf(AssertionError.class);
  }

  private static void assertUnrecorded(Runnable draw) {
    assertThatThrownBy(draw::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("masks may draw only what the official code draws");
  }
}
