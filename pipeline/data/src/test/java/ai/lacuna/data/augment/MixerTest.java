package ai.lacuna.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.api.augment.Mixing;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.random.Streams;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixerTest {

  private static final ImageShape SHAPE = new ImageShape(2, 12, 10);
  private static final int BYTES = 2 * 12 * 10;

  // Image b has every sample at 50 · b.
  private static byte[] plain(int images) {
    byte[] pixels = new byte[images * BYTES];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (50 * (i / BYTES));
    }
    return pixels;
  }

  @ParameterizedTest
  @EnumSource
  void theMeanOfAnImageFollowsItsShare(Mixing.Scope scope) {
    Mixer mixer = new Mixer(new Mixing(0.8, 1, 0.5, 0.9, scope), SHAPE);
    for (int n = 0; n < 50; n++) {
      byte[] pixels = plain(5);
      float[] shares = mixer.mix(pixels, new Streams(n), 2, 30);
      for (int b = 0; b < 5; b++) {
        double mean = 0;
        for (int i = 0; i < BYTES; i++) {
          mean += (pixels[b * BYTES + i] & 0xFF) / (double) BYTES;
        }
        assertThat(mean).isCloseTo(50 * (shares[b] * b + (1 - shares[b]) * (4 - b)), within(0.5));
      }
    }
  }

  @Test
  void oneDrawServesABatchAndManyServeItsImages() {
    Mixing each = new Mixing(0.8, 0, 0.5, 1, Mixing.Scope.IMAGE);
    float[] shares = new Mixer(each, SHAPE).mix(plain(5), new Streams(1), 0, 0);
    assertThat(shares).doesNotHaveDuplicates();
    Mixing all = new Mixing(0.8, 0, 0.5, 1, Mixing.Scope.BATCH);
    float[] common = new Mixer(all, SHAPE).mix(plain(5), new Streams(1), 0, 0);
    assertThat(common).containsOnly(common[0]);
  }

  @Test
  void aBatchIsMixedAsOftenAsAsked() {
    Mixer mixer = new Mixer(new Mixing(0.8, 0, 0.5, 0.3, Mixing.Scope.BATCH), SHAPE);
    int mixed = 0;
    for (int n = 0; n < 1000; n++) {
      mixed += mixer.draw(new Streams(3).at("mix", 0, n)).share(12, 10) < 1 ? 1 : 0;
    }
    assertThat(mixed).isBetween(242, 358); // four standard deviations around 300
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.8, 1, 3.5})
  void betaHasItsMoments(double alpha) {
    SplittableRandom random = new SplittableRandom(9);
    int count = 20_000;
    double mean = 0;
    double squares = 0;
    for (int n = 0; n < count; n++) {
      double x = Beta.draw(alpha, random);
      assertThat(x).isBetween(0.0, 1.0);
      mean += x / count;
      squares += (x - 0.5) * (x - 0.5) / count;
    }
    double variance = 1 / (4 * (2 * alpha + 1));
    assertThat(mean).isCloseTo(0.5, within(4 * Math.sqrt(variance / count)));
    assertThat(squares).isCloseTo(variance, within(0.05 * variance));
  }
}
