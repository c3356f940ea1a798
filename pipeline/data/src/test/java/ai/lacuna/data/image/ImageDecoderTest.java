package ai.lacuna.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.data.image.UndecodableImage.Reason;
import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 13})
  void readsWhatTheEncoderWrites(int channels) throws Exception {
    byte[] pixels = new byte[channels * 150 * 170];
    SplittableRandom random = new SplittableRandom(channels);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    Image decoded =
        ImageDecoder.decode(ImageEncoder.encode(new Image(channels, 150, 170, pixels)), channels);
    assertThat(decoded.height()).isEqualTo(150);
    assertThat(decoded.width()).isEqualTo(170);
    assertThat(decoded.pixels()).isEqualTo(pixels);
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY})
  void decodesAPartOfAJpegToThePixelsOfTheWhole(int type) throws Exception {
    BufferedImage picture = new BufferedImage(53, 37, type);
    for (int y = 0; y < 37; y++) {
      for (int x = 0; x < 53; x++) {
        picture.setRGB(x, y, new Color(4 * x, 6 * y, (x * y) % 256).getRGB());
      }
    }
    byte[] jpeg = file(picture, "jpeg");
    assertThat(ImageDecoder.sizeIfDecodedInParts(jpeg)).contains(new Size(37, 53));
    for (int channels : new int[] {1, 3}) {
      Image whole = ImageDecoder.decode(jpeg, channels);
      for (Box box :
          new Box[] {
            whole.bounds(), new Box(0, 0, 1, 1), new Box(36, 52, 1, 1), new Box(5, 7, 20, 33)
          }) {
        Image copied = Resampler.resize(whole, box, box.height(), box.width(), Filter.BICUBIC);
        assertThat(ImageDecoder.decodePart(jpeg, channels, box).pixels())
            .as("%s, %d channels", box, channels)
            .isEqualTo(copied.pixels());
      }
    }
  }

  @Test
  void doesNotOfferToDecodePartsOfWhatItMustReadInFull() throws Exception {
    BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageDecoder.sizeIfDecodedInParts(file(picture, "png"))).isEmpty();
    assertThat(ImageDecoder.sizeIfDecodedInParts(new byte[0])).isEmpty();
  }

  @Test
  void dropsAlphaWithoutBlending() throws Exception {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_4BYTE_ABGR);
    image.setRGB(0, 0, 0x00C86432); // wholly transparent
    image.setRGB(1, 0, 0x80010203);
    Image decoded = ImageDecoder.decode(file(image, "png"), 3);
    assertThat(decoded.pixels()).isEqualTo(bytes(200, 100, 50, 1, 2, 3));
  }

  @Test
  void resolvesPalettes() throws Exception {
    byte[] red = {10, 20};
    byte[] green = {30, 40};
    byte[] blue = {50, 60};
    BufferedImage image =
        new BufferedImage(
            2, 1, BufferedImage.TYPE_BYTE_BINARY, new IndexColorModel(1, 2, red, green, blue));
    image.getRaster().setSample(1, 0, 0, 1);
    for (String format : new String[] {"png", "gif", "bmp"}) {
      assertThat(ImageDecoder.decode(file(image, format), 3).pixels())
          .as(format)
          .isEqualTo(bytes(10, 30, 50, 20, 40, 60));
    }
  }

  @Test
  void takesTheHighByteOfWideSamples() throws Exception {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, new int[] {0x12FF, 0x80AB, 0x00FF});
    byte[] png = file(new BufferedImage(model, raster, false, null), "png");
    assertThat(ImageDecoder.decode(png, 3).pixels()).isEqualTo(bytes(0x12, 0x80, 0));
  }

  @Test
  void keepsGreyValuesAndReplicatesThem() throws Exception {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 100);
    image.getRaster().setSample(1, 0, 0, 7);
    byte[] png = file(image, "png");
    assertThat(ImageDecoder.decode(png, 3).pixels()).isEqualTo(bytes(100, 100, 100, 7, 7, 7));
    assertThat(ImageDecoder.decode(png, 1).pixels()).isEqualTo(bytes(100, 7));
  }

  @Test
  void weighsColoursToLumaAsPillowDoes() throws Exception {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, Color.RED.getRGB());
    image.setRGB(1, 0, Color.GREEN.getRGB());
    image.setRGB(2, 0, Color.BLUE.getRGB());
    assertThat(ImageDecoder.decode(file(image, "png"), 1).pixels()).isEqualTo(bytes(76, 150, 29));
  }

  @Test
  void refusesATruncatedJpegThoughADecoderCouldReturnItsTop() throws Exception {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i * 2654435);
    }
    byte[] whole = file(image, "jpg");
    assertThat(ImageDecoder.decode(whole, 3).width()).isEqualTo(64);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertThat(refusal(half, 3, 1000000).reason()).isEqualTo(Reason.BROKEN);
    // The reader that met the damage must not spoil the next image.
    assertThat(ImageDecoder.decode(whole, 3).pixels())
        .isEqualTo(ImageDecoder.decode(whole, 3).pixels());
  }

  @Test
  void refusesTooManyPixelsByTheHeaderAlone() {
    // Nothing follows the header: were pixels looked for, the reason would be another.
    assertThat(refusal(pngHeader(30000, 30000), 3, ImageDecoder.MAX_PIXELS).reason())
        .isEqualTo(Reason.TOO_LARGE);
    byte[] pam =
        "P7\nWIDTH 70000\nHEIGHT 70000\nDEPTH 3\nMAXVAL 255\nENDHDR\n"
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(refusal(pam, 3, ImageDecoder.MAX_PIXELS).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void saysWhyItRefuses() {
    assertThat(refusal(new byte[0], 3, 100).reason()).isEqualTo(Reason.EMPTY);
    UndecodableImage html = refusal("<html>404</html>".getBytes(StandardCharsets.US_ASCII), 3, 100);
    assertThat(html.reason()).isEqualTo(Reason.UNKNOWN_FORMAT);
    assertThat(html).hasMessageContaining("JPEG, PNG, GIF");
    byte[] grey = ImageEncoder.encode(new Image(1, 1, 1, new byte[1]));
    assertThat(refusal(grey, 5, 100)).hasMessageContaining("has 1 channels, expected 5");
  }

  @Test
  void refusesDamagedPamFilesWithoutReadingBeyondThem() {
    byte[] good = ImageEncoder.encode(new Image(5, 3, 3, new byte[45]));
    for (int length = 3; length < good.length; length++) {
      assertThat(refusal(Arrays.copyOf(good, length), 5, 100).reason())
          .as("%d bytes", length)
          .isEqualTo(Reason.BROKEN);
    }
  }

  @Test
  void survivesMutatedFiles() throws Exception {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 40 * 30; i++) {
      image.setRGB(i % 40, i / 40, random.nextInt());
    }
    int decoded = 0;
    int refused = 0;
    for (String format : new String[] {"jpg", "png", "gif", "bmp", "tiff"}) {
      byte[] original = file(image, format);
      for (int n = 0; n < 60; n++) {
        byte[] mutated = original.clone();
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
          ImageDecoder.decode(mutated, 3, 1_000_000);
          decoded++;
        } catch (UndecodableImage e) {
          assertThat(e.getMessage()).isNotBlank();
          refused++;
        }
      }
    }
    assertThat(decoded + refused).isEqualTo(300);
    assertThat(refused).isPositive();
  }

  private static UndecodableImage refusal(byte[] file, int channels, long maxPixels) {
    UndecodableImage[] caught = new UndecodableImage[1];
    assertThatThrownBy(() -> ImageDecoder.decode(file, channels, maxPixels))
        .isInstanceOfSatisfying(UndecodableImage.class, e -> caught[0] = e);
    return caught[0];
  }

  private static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).as(format).isTrue();
    return out.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] pngHeader(int width, int height) {
    byte[] one = ImageEncoder.encode(new Image(3, 1, 1, new byte[3]));
    byte[] header = Arrays.copyOf(one, 33); // signature and IHDR
    for (int i = 0; i < 4; i++) {
      header[16 + i] = (byte) (width >>> (24 - 8 * i));
      header[20 + i] = (byte) (height >>> (24 - 8 * i));
    }
    CRC32 check = new CRC32();
    check.update(header, 12, 17);
    for (int i = 0; i < 4; i++) {
      header[29 + i] = (byte) (check.getValue() >>> (24 - 8 * i));
    }
    return header;
  }
}
