package ai.lacuna.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.plan.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayTest {

  private static final int HEIGHT = 2;
  private static final int WIDTH = 3;

  // The sample of a channel at a place, from 1 to 255.
  private static int sample(int b, int channel, int y, int x) {
    return 1 + (97 * b + 50 * channel + 7 * y + 3 * x + 120) % 255;
  }

  private static int colour(int b, int channels, int y, int x) {
    int green = channels < 3 ? 0 : 1;
    int blue = channels < 3 ? 0 : 2;
    return sample(b, 0, y, x) << 16 | sample(b, green, y, x) << 8 | sample(b, blue, y, x);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5"})
  void oneOrTwoChannelsAreGreyAndMoreAreTheFirstThree(int channels) {
    byte[] interleaved = new byte[channels * HEIGHT * WIDTH];
    byte[] planes = new byte[2 * interleaved.length];
    int to = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int c = 0; c < channels; c++) {
          interleaved[to++] = (byte) sample(0, c, y, x);
          for (int b = 0; b < 2; b++) {
            planes[((b * channels + c) * HEIGHT + y) * WIDTH + x] = (byte) sample(b, c, y, x);
          }
        }
      }
    }
    ImageShape shape = new ImageShape(channels, HEIGHT, WIDTH);
    assertColours(Display.picture(new Image(channels, HEIGHT, WIDTH, interleaved)), 0, channels);
    assertColours(Display.picture(shape, planes, 0), 0, channels);
    assertColours(Display.picture(shape, planes, 1), 1, channels);
  }

  private static void assertColours(BufferedImage picture, int b, int channels) {
    assertThat(picture.getHeight()).isEqualTo(HEIGHT);
    assertThat(picture.getWidth()).isEqualTo(WIDTH);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        assertThat(picture.getRGB(x, y) & 0xFFFFFF).isEqualTo(colour(b, channels, y, x));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 64, png", "65, 20, jpeg", "20, 65, jpeg"})
  void whatIsSmallKeepsEveryPixel(int height, int width, String format) throws IOException {
    byte[] grey = new byte[height * width];
    Arrays.fill(grey, (byte) 200);
    Display.File file = Display.file(Display.picture(new Image(1, height, width, grey)));
    assertThat(file.mediaType()).isEqualTo("image/" + format);
    assertThat(ImageIO.read(new ByteArrayInputStream(file.bytes())).getHeight()).isEqualTo(height);
  }

  @Test
  void aPngHasThePicturesColours() throws IOException {
    BufferedImage picture = Display.picture(new Image(3, 1, 1, new byte[] {1, -2, 3}));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(Display.png(picture)));
    assertThat(read.getRGB(0, 0)).isEqualTo(0xFF01FE03);
  }
}
