package ai.lacuna.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.random.Streams;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {

  @ParameterizedTest
  @EnumSource(Filter.class)
  void keepsPixelsOfAnUnchangedSize(Filter filter) {
    Image image = noise(3, 7, 11, 1);
    Image same = Resampler.resize(image, image.bounds(), 7, 11, filter);
    assertThat(same.pixels()).isEqualTo(image.pixels());
  }

  @ParameterizedTest
  @EnumSource(Filter.class)
  void keepsAConstantAtAnySize(Filter filter) {
    byte[] pixels = new byte[4 * 9 * 5];
    Arrays.fill(pixels, (byte) 201);
    Image image = new Image(5, 4, 9, pixels);
    for (int side : new int[] {1, 2, 3, 8, 31}) {
      Image resized = Resampler.resize(image, image.bounds(), side, side + 1, filter);
      byte[] expected = new byte[side * (side + 1) * 5];
      Arrays.fill(expected, (byte) 201);
      assertThat(resized.pixels()).as("side %d", side).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void treatsChannelsAlikeWhateverTheirNumber(int channels) {
    Image image = noise(channels, 13, 17, channels);
    Image resized = Resampler.resize(image, new Box(2, 1, 9, 15), 6, 20, Filter.BICUBIC);
    for (int c = 0; c < channels; c++) {
      Image plane = channel(image, c);
      Image alone = Resampler.resize(plane, new Box(2, 1, 9, 15), 6, 20, Filter.BICUBIC);
      assertThat(channel(resized, c).pixels()).isEqualTo(alone.pixels());
    }
  }

  /** Sizes on both sides of what is worked on at a time, shrinking, growing and keeping a side. */
  @ParameterizedTest
  @CsvSource({"3,150,70,40,31", "3,64,33,64,80", "1,65,20,130,20", "2,129,17,16,16", "4,5,40,9,1"})
  void isTheSumOfWeightedSamplesRoundedAfterEachPass(int c, int h, int w, int height, int width) {
    Image image = noise(c, h + 3, w + 5, h);
    Box crop = new Box(1, 2, h, w);
    for (Filter filter : Filter.values()) {
      byte[] expected = bySum(image, crop, height, width, filter);
      assertThat(Resampler.resize(image, crop, height, width, filter).pixels())
          .as("%s", filter)
          .isEqualTo(expected);
    }
  }

  private static byte[] bySum(Image image, Box crop, int height, int width, Filter filter) {
    int channels = image.channels();
    Kernel across = Kernel.of(crop.width(), width, filter);
    Kernel down = Kernel.of(crop.height(), height, filter);
    byte[] out = new byte[height * width * channels];
    for (int i = 0; i < out.length; i++) {
      int channel = i % channels;
      int x = i / channels % width;
      int y = i / channels / width;
      long sum = Kernel.HALF;
      for (int k = 0; k < down.count()[y]; k++) {
        int row = down.first()[y] + k;
        long inner = Kernel.HALF;
        for (int j = 0; j < across.count()[x]; j++) {
          int column = across.first()[x] + j;
          int sample = image.at(crop.top() + row, crop.left() + column, channel);
          inner += (long) across.weights()[x * across.taps() + j] * sample;
        }
        sum += down.weights()[y * down.taps() + k] * clip(inner);
      }
      out[i] = (byte) clip(sum);
    }
    return out;
  }

  private static long clip(long fixed) {
    return Math.max(0, Math.min(255, fixed >> Kernel.PRECISION));
  }

  @Test
  void nothingOutsideOfTheCropHasAnInfluence() {
    Image image = noise(3, 20, 20, 3);
    Box crop = new Box(4, 5, 10, 9);
    Image inside = Resampler.resize(image, crop, 10, 9, Filter.BICUBIC);
    Image fromWhole = Resampler.resize(image, crop, 5, 6, Filter.BICUBIC);
    Image fromPart = Resampler.resize(inside, inside.bounds(), 5, 6, Filter.BICUBIC);
    assertThat(fromWhole.pixels()).isEqualTo(fromPart.pixels());
  }

  @Test
  void coversAnyShapeWithTheAspectRatioKept() {
    assertThat(Resampler.covering(375, 500, 224, 224)).containsExactly(224, 298);
    assertThat(Resampler.covering(500, 375, 224, 224)).containsExactly(298, 224);
    assertThat(Resampler.covering(32, 32, 32, 32)).containsExactly(32, 32);
    assertThat(Resampler.covering(1, 4000, 16, 16)).containsExactly(16, 64000);
    assertThat(Resampler.covering(30, 20, 10, 40)).containsExactly(60, 40);
  }

  @Test
  void refusesACropBeyondTheImage() {
    Image image = noise(1, 5, 5, 1);
    assertThatThrownBy(() -> Resampler.resize(image, new Box(3, 0, 3, 5), 2, 2, Filter.BILINEAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not lie in an image of 5x5");
  }

  private static Image noise(int channels, int height, int width, long seed) {
    SplittableRandom random = new Streams(seed).of("test");
    byte[] pixels = new byte[channels * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return new Image(channels, height, width, pixels);
  }

  private static Image channel(Image image, int channel) {
    byte[] pixels = new byte[image.height() * image.width()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = image.pixels()[i * image.channels() + channel];
    }
    return new Image(1, image.height(), image.width(), pixels);
  }
}
