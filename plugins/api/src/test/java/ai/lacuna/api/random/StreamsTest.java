package ai.lacuna.api.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamsTest {

  @Test
  void equalArgumentsGiveEqualNumbers() {
    assertThat(new Streams(3).at("mask", 2, 17).longs(5).toArray())
        .isEqualTo(new Streams(3).at("mask", 2, 17).longs(5).toArray());
  }

  @Test
  void everyArgumentMatters() {
    Set<Long> first = new HashSet<>();
    for (String name : new String[] {"mask", "augment"}) {
      for (long seed = -2; seed < 3; seed++) {
        for (long epoch = 0; epoch < 5; epoch++) {
          for (long position = 0; position < 200; position++) {
            first.add(new Streams(seed).at(name, epoch, position).nextLong());
          }
        }
      }
    }
    assertThat(first).hasSize(2 * 5 * 5 * 200);
  }

  @Test
  void neighbouringPositionsAreUncorrelated() {
    Streams streams = new Streams(0);
    int n = 20_000;
    double sum = 0;
    double product = 0;
    double before = 0.5;
    for (int i = 0; i < n; i++) {
      double now = streams.at("mask", 0, i).nextDouble();
      sum += now;
      product += (now - 0.5) * (before - 0.5);
      before = now;
    }
    // Four standard errors of a uniform's mean and of a product of two.
    assertThat(sum / n).isBetween(0.5 - 4 / Math.sqrt(12.0 * n), 0.5 + 4 / Math.sqrt(12.0 * n));
    assertThat(Math.abs(product / n)).isLessThan(4 / (12 * Math.sqrt(n)));
  }
}
