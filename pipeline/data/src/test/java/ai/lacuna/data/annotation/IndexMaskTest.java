package ai.lacuna.data.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.data.TestImages;
import ai.lacuna.data.image.Image;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class IndexMaskTest {

  private static final int[] INDICES = {0, 1, 2, 3, 3, 0};

  @Test
  void readsThePalettesIndicesAndNotItsColours() throws IOException {
    byte[] colours = {0, (byte) 200, 9, 77};
    IndexColorModel palette = new IndexColorModel(8, 4, colours, colours, colours);
    assertIndices(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_INDEXED, palette));
  }

  @Test
  void doesNotStretchFewBits() throws IOException {
    byte[] greys = {0, 85, (byte) 170, (byte) 255};
    IndexColorModel grey = new IndexColorModel(2, 4, greys, greys, greys);
    assertIndices(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_BINARY, grey));
  }

  @Test
  void readsGreyOfEightAndSixteenBits() throws IOException {
    assertIndices(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY));
    assertIndices(new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY));
  }

  @Test
  void givesBackWhatItWrote() throws IOException {
    Image mask = new Image(1, 2, 3, new byte[] {0, 1, (byte) 254, (byte) 255, 7, 7});
    Image read = IndexMask.read(IndexMask.encode(mask), 6);
    assertThat(read.pixels()).isEqualTo(mask.pixels());
    assertThat(read.height()).isEqualTo(2);
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    byte[] mask = IndexMask.encode(new Image(1, 2, 3, new byte[6]));
    assertThatThrownBy(() -> IndexMask.read(mask, 5))
        .isInstanceOf(IOException.class)
        .hasMessage("claims 3x2 pixels, at most 5 are allowed");
    assertThatThrownBy(() -> IndexMask.read(TestImages.png(2, 2, 0), 10))
        .hasMessage("a picture of 3 channels, not of indices");
    assertThatThrownBy(() -> IndexMask.read(new byte[0], 10)).hasMessage("no PNG file");
    assertThatThrownBy(() -> IndexMask.read(Arrays.copyOf(mask, 40), 10))
        .isInstanceOf(IOException.class);
    BufferedImage wide = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    wide.getRaster().setSample(1, 0, 0, 300);
    assertThatThrownBy(() -> IndexMask.read(png(wide), 10))
        .hasMessage("the index 300 at column 1 of row 0");
  }

  private static void assertIndices(BufferedImage image) throws IOException {
    WritableRaster raster = image.getRaster();
    raster.setSamples(0, 0, 3, 2, 0, INDICES);
    byte[] pixels = IndexMask.read(png(image), 6).pixels();
    assertThat(pixels).containsExactly(0, 1, 2, 3, 3, 0);
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
