package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WavesTest {

  private final List<String> loaded = Collections.synchronizedList(new ArrayList<>());

  private String load(long epoch, long index) {
    loaded.add(epoch + "/" + index);
    return epoch + "/" + index;
  }

  @Test
  void wavesFollowTheMicroBatchesOfEachEpoch() {
    try (Waves<String> waves = new Waves<>(this::load, 2, 4, 2)) {
      assertThat(waves.get(0)).containsExactly("0/0", "0/1");
      assertThat(waves.get(1)).containsExactly("0/2", "0/3");
      assertThat(waves.get(2)).containsExactly("1/0", "1/1");
      assertThat(waves.get(3)).containsExactly("1/2", "1/3");
    }
    assertThat(loaded).hasSize(8);
  }

  @Test
  void theNextWaveIsLoadedBeforeItIsAskedFor() throws InterruptedException {
    CountDownLatch third = new CountDownLatch(1);
    Waves.Source<String> source =
        (epoch, index) -> {
          if (index == 2) {
            third.countDown();
          }
          return load(epoch, index);
        };
    try (Waves<String> waves = new Waves<>(source, 1, 4, 1)) {
      assertThat(waves.get(1)).containsExactly("0/1");
      third.await();
    }
    assertThat(loaded).containsExactly("0/1", "0/2");
  }

  @Test
  void anyWaveCanBeTheFirst() {
    try (Waves<String> waves = new Waves<>(this::load, 2, 4, 2)) {
      assertThat(waves.get(3)).containsExactly("1/2", "1/3");
    }
    assertThat(loaded).as("nothing lies behind the last wave").hasSize(2);
  }

  @Test
  void aFailureIsThrownWhereTheWaveIsAskedFor() {
    Waves.Source<String> source =
        (epoch, index) -> {
          if (index == 1) {
            throw new IllegalStateException("row 7 is gone");
          }
          return load(epoch, index);
        };
    try (Waves<String> waves = new Waves<>(source, 1, 4, 1)) {
      assertThat(waves.get(0)).containsExactly("0/0");
      assertThatThrownBy(() -> waves.get(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("row 7 is gone");
    }
  }
}
