package ai.lacuna.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrientationTest {

  /** Where EXIF says the stored rows a b / c d / e f are seen. */
  @ParameterizedTest
  @CsvSource({
    "UPRIGHT,abcdef,3",
    "MIRRORED,badcfe,3",
    "UPSIDE_DOWN,fedcba,3",
    "FLIPPED,efcdab,3",
    "TRANSPOSED,acebdf,2",
    "CLOCKWISE,ecafdb,2",
    "TRANSVERSED,fdbeca,2",
    "COUNTER_CLOCKWISE,bdface,2"
  })
  void turnsThePictureUpright(Orientation orientation, String seen, int height) {
    byte[] stored = new byte[18];
    for (int i = 0; i < 18; i++) {
      stored[i] = (byte) (i % 3 == 0 ? 'a' + i / 3 : i % 3);
    }
    Image upright = orientation.upright(new Image(3, 3, 2, stored));
    StringBuilder letters = new StringBuilder();
    for (int y = 0; y < upright.height(); y++) {
      for (int x = 0; x < upright.width(); x++) {
        letters.append((char) upright.at(y, x, 0));
        assertThat(upright.at(y, x, 2)).isEqualTo(2);
      }
    }
    assertThat(letters).hasToString(seen);
    assertThat(upright.height()).isEqualTo(height);
  }

  @ParameterizedTest
  @EnumSource(Orientation.class)
  void isReadFromEveryFormatThatHasIt(Orientation orientation) {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      byte[] tiff = tiff(orientation.ordinal() + 1, order);
      assertThat(Orientation.of(tiff, Format.TIFF)).isEqualTo(orientation);
      assertThat(Orientation.of(jpeg(tiff), Format.JPEG)).isEqualTo(orientation);
      assertThat(Orientation.of(png(tiff), Format.PNG)).isEqualTo(orientation);
      assertThat(Orientation.of(webp(tiff), Format.WEBP)).isEqualTo(orientation);
      assertThat(Orientation.of(tiff, Format.BMP)).isEqualTo(Orientation.UPRIGHT);
    }
  }

  @Test
  void nonsenseIsUpright() {
    for (int value : new int[] {0, 9, 77}) {
      assertThat(Orientation.of(tiff(value, ByteOrder.BIG_ENDIAN), Format.TIFF))
          .isEqualTo(Orientation.UPRIGHT);
    }
  }

  @Test
  void damageIsNeverMoreThanUpright() {
    byte[] tiff = tiff(6, ByteOrder.BIG_ENDIAN);
    for (Format format : Format.values()) {
      byte[] file =
          switch (format) {
            case JPEG -> jpeg(tiff);
            case PNG -> png(tiff);
            case WEBP -> webp(tiff);
            default -> tiff;
          };
      for (int length = 0; length < file.length; length++) {
        assertThat(Orientation.of(Arrays.copyOf(file, length), format))
            .isIn(Orientation.UPRIGHT, Orientation.CLOCKWISE);
      }
      for (int at = 0; at < file.length; at++) {
        byte[] copy = file.clone();
        copy[at] = (byte) 0xFF;
        assertThat(Orientation.of(copy, format)).isNotNull();
      }
    }
  }

  private static byte[] tiff(int orientation, ByteOrder order) {
    ByteBuffer b = ByteBuffer.allocate(38).order(order);
    b.put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I')).put(b.get(0)).putShort((short) 42);
    b.putInt(8).putShort((short) 2);
    b.putShort((short) 256).putShort((short) 3).putInt(1).putShort((short) 5).putShort((short) 0);
    b.putShort((short) 274).putShort((short) 3).putInt(1);
    b.putShort((short) orientation).putShort((short) 0);
    return b.array();
  }

  private static byte[] jpeg(byte[] tiff) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {-1, (byte) 0xD8, -1, (byte) 0xE0, 0, 4, 0, 0, -1, (byte) 0xE1, 0});
    out.write(tiff.length + 8);
    out.writeBytes("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(tiff);
    out.writeBytes(new byte[] {-1, (byte) 0xDA, 0, 2});
    return out.toByteArray();
  }

  private static byte[] png(byte[] tiff) {
    ByteBuffer b = ByteBuffer.allocate(8 + 12 + 5 + 12 + tiff.length);
    b.position(8);
    b.putInt(5).put("tEXt".getBytes(StandardCharsets.US_ASCII)).put(new byte[9]);
    b.putInt(tiff.length).put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(tiff).putInt(0);
    return b.array();
  }

  private static byte[] webp(byte[] tiff) {
    ByteBuffer b = ByteBuffer.allocate(12 + 14 + 8 + tiff.length).order(ByteOrder.LITTLE_ENDIAN);
    b.position(12);
    b.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(5).put(new byte[6]); // padded
    b.put("EXIF".getBytes(StandardCharsets.US_ASCII)).putInt(tiff.length).put(tiff);
    return b.array();
  }
}
