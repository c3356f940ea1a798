package ai.lacuna.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.image.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomResizedCropTest {

  @ParameterizedTest
  @CsvSource({"1,1", "1,4000", "4000,1", "2,3", "32,32", "375,500"})
  void staysInsideAnyImage(int height, int width) {
    RandomResizedCrop crop = new RandomResizedCrop(Crop.RandomResized.of(0.05, 1));
    for (int n = 0; n < 300; n++) {
      Box box = crop.draw(height, width, new Streams(7).at("augment", 0, n));
      assertThat(box.top() + box.height()).isLessThanOrEqualTo(height);
      assertThat(box.left() + box.width()).isLessThanOrEqualTo(width);
    }
  }

  @Test
  void theWholeAreaIsTheLargestCentralCropOfAnAllowedAspect() {
    RandomResizedCrop crop = new RandomResizedCrop(Crop.RandomResized.of(1, 1));
    assertThat(crop.draw(30, 40, new Streams(0).of("x"))).isEqualTo(new Box(0, 0, 30, 40));
    assertThat(crop.draw(30, 100, new Streams(0).of("x"))).isEqualTo(new Box(0, 30, 30, 40));
    assertThat(crop.draw(100, 30, new Streams(0).of("x"))).isEqualTo(new Box(30, 0, 40, 30));
  }
}
