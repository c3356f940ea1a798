package ai.lacuna.data.image;

import ai.lacuna.api.plan.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/**
 * Images for people to look at: those of one or two channels in grey, those of more by their first
 * three.
 */
public final class Display {

  private static final int PIXEL_ART = 64; // JPEG would smear what is so small

  private Display() {}

  /**
   * A file of a picture.
   *
   * @param format {@code png} or {@code jpeg}
   * @param bytes the file
   */
  @SuppressWarnings("ArrayRecordComponent") // made to be written at once
  public record File(String format, byte[] bytes) {

    /** What a browser calls the format. */
    public String mediaType() {
      return "image/" + format;
    }
  }

  /** The colours of a decoded image. */
  public static BufferedImage picture(Image image) {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    int green = image.channels() < 3 ? 0 : 1;
    paint(picture, image.pixels(), 0, image.channels(), green);
    return picture;
  }

  /**
   * The colours of an image in memory.
   *
   * @param planes (B, C, H, W) of unsigned bytes
   * @param b which of them
   */
  public static BufferedImage picture(ImageShape shape, byte[] planes, int b) {
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    int plane = shape.height() * shape.width();
    int green = shape.channels() < 3 ? 0 : plane;
    paint(picture, planes, b * shape.channels() * plane, 1, green);
    return picture;
  }

  // step: from a pixel to the next; green: from its red to its green, and from there to its blue.
  private static void paint(BufferedImage picture, byte[] samples, int start, int step, int green) {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int at = start + (y * picture.getWidth() + x) * step;
        int red = samples[at] & 0xFF;
        int rgb = red << 16 | (samples[at + green] & 0xFF) << 8 | samples[at + 2 * green] & 0xFF;
        picture.setRGB(x, y, rgb);
      }
    }
  }

  /** A small file: PNG where each pixel can be told from the next, JPEG for larger pictures. */
  public static File file(BufferedImage picture) throws IOException {
    boolean small = Math.max(picture.getHeight(), picture.getWidth()) <= PIXEL_ART;
    return small ? new File("png", png(picture)) : new File("jpeg", written(picture, "jpeg"));
  }

  /** A PNG file. */
  public static byte[] png(BufferedImage picture) throws IOException {
    return written(picture, "png");
  }

  private static byte[] written(BufferedImage picture, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, format, bytes)) {
      throw new IOException("this Java has no writer for " + format);
    }
    return bytes.toByteArray();
  }
}
