package ai.lacuna.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand damaged files: each is decoded or refused, whatever is wrong with it. */
class MutatedFilesTest {

  private static final int FILES = 10_000;
  private static final long MAX_PIXELS = 250_000;
  private static final long MAX_ALLOCATED = 256L << 20;

  // 7 x 5 pixels, without and with loss; Java has no writer for this format.
  private static final List<String> WEBP =
      List.of(
          "UklGRjAAAABXRUJQVlA4TCMAAAAvBgABALkyRPQ/dlH86H9AIdsI0MDOn+xFGJJJiAkAtgLtCQA=",
          "UklGRkwAAABXRUJQVlA4IEAAAADQAQCdASoHAAUAAoBCJbACdAD0Ma4oAAD+75TQNz6ONDDgkeo/"
              + "Nga0oVNH9dv3+wncvwdkVH2R/yYqP+d+xLwA");

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void areDecodedOrRefusedInBoundedMemory() throws IOException {
    List<byte[]> originals = originals();
    SplittableRandom random = new SplittableRandom(42);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < FILES; i++) {
      byte[] original = originals.get(i % originals.size());
      byte[] file = mutated(original, originals, random);
      long before = memory.getCurrentThreadAllocatedBytes();
      String outcome;
      try {
        Image image = ImageDecoder.decode(file, 3, MAX_PIXELS);
        assertThat((long) image.height() * image.width()).isLessThanOrEqualTo(MAX_PIXELS);
        outcome = "decoded";
      } catch (UndecodableImage e) {
        assertThat(e.getMessage()).isNotNull();
        outcome = e.reason().name();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("file " + i + ": " + Base64.getEncoder().encodeToString(file), e);
      }
      long allocated = memory.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).as("bytes for file %d, %s", i, outcome).isLessThan(MAX_ALLOCATED);
      outcomes.merge(outcome, 1, Integer::sum);
    }
    assertThat(outcomes.values().stream().mapToInt(n -> n).sum()).isEqualTo(FILES);
    assertThat(outcomes.keySet())
        .as("%s", outcomes)
        .contains("decoded", "BROKEN", "UNKNOWN_FORMAT", "TOO_LARGE");
  }

  private static byte[] mutated(byte[] file, List<byte[]> others, SplittableRandom random) {
    byte[] copy = file.clone();
    switch (random.nextInt(6)) {
      case 0 -> { // a few bits
        for (int n = 1 + random.nextInt(8); n > 0; n--) {
          copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> copy[random.nextInt(Math.min(64, copy.length))] ^= (byte) (1 + random.nextInt(255));
      case 2 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
      case 3 -> { // a number as large as it can be
        int at = random.nextInt(copy.length);
        byte value = (byte) (random.nextBoolean() ? 0xFF : 0x7F);
        Arrays.fill(copy, at, Math.min(copy.length, at + 1 + random.nextInt(4)), value);
      }
      case 4 -> { // the beginning of another file
        byte[] other = others.get(random.nextInt(others.size()));
        int length = Math.min(copy.length, random.nextInt(other.length));
        System.arraycopy(other, 0, copy, 0, length);
      }
      default -> { // a part twice, or left out
        int from = random.nextInt(copy.length);
        int to = random.nextInt(copy.length);
        int length = Math.min(random.nextInt(copy.length), copy.length - Math.max(from, to));
        System.arraycopy(file, from, copy, to, length);
      }
    }
    return copy;
  }

  private static List<byte[]> originals() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_INT_ARGB,
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_USHORT_GRAY,
          BufferedImage.TYPE_BYTE_BINARY
        }) {
      BufferedImage picture = picture(type);
      boolean plain = type == BufferedImage.TYPE_INT_RGB || type == BufferedImage.TYPE_BYTE_GRAY;
      files.add(written(picture, "png", ImageWriteParam.MODE_DISABLED, ""));
      files.add(written(picture, "png", ImageWriteParam.MODE_DEFAULT, "")); // interlaced
      files.add(written(picture, "tiff", ImageWriteParam.MODE_DISABLED, "LZW"));
      files.add(written(picture, "tiff", ImageWriteParam.MODE_DISABLED, "PackBits"));
      files.add(written(picture, "gif", ImageWriteParam.MODE_DISABLED, ""));
      if (plain) {
        files.add(written(picture, "jpeg", ImageWriteParam.MODE_DISABLED, ""));
        files.add(written(picture, "jpeg", ImageWriteParam.MODE_DEFAULT, "")); // progressive
        files.add(written(picture, "bmp", ImageWriteParam.MODE_DISABLED, ""));
        files.add(written(picture, "tiff", ImageWriteParam.MODE_DISABLED, "Deflate"));
      }
    }
    WEBP.forEach(text -> files.add(Base64.getDecoder().decode(text)));
    files.add(ImageEncoder.encode(new Image(5, 6, 7, new byte[210])));
    for (byte[] file : files) {
      assertThat(Format.of(file)).isNotNull();
    }
    return files;
  }

  private static BufferedImage picture(int type) {
    BufferedImage picture = new BufferedImage(21, 17, type);
    Graphics2D graphics = picture.createGraphics();
    for (int i = 0; i < 21; i++) {
      graphics.setColor(new java.awt.Color(12 * i, 255 - 7 * i, 90 + 5 * i));
      graphics.drawLine(i, 0, 20 - i / 2, 16);
    }
    graphics.dispose();
    return picture;
  }

  private static byte[] written(
      BufferedImage picture, String format, int progressive, String compression)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    if (param.canWriteProgressive()) {
      param.setProgressiveMode(progressive);
    }
    if (!compression.isEmpty()) {
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(compression);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
