package ai.lacuna.tokenizer.codebook;

import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Pairs of pictures: an image, and what its codes say of it. */
final class Samples {

  private Samples() {}

  /**
   * Writes the first pairs of a batch.
   *
   * @param shape the images' shape
   * @param originals (B, C, H, W)
   * @param reconstructed (B, C, H, W)
   * @param most how many
   */
  static void write(ImageShape shape, byte[] originals, byte[] reconstructed, int most, Path folder)
      throws IOException {
    int size = shape.channels() * shape.height() * shape.width();
    for (int b = 0; b < Math.min(most, originals.length / size); b++) {
      String number = String.format("%02d-", b);
      png(shape, originals, b * size, folder.resolve(number + "original.png"));
      png(shape, reconstructed, b * size, folder.resolve(number + "reconstructed.png"));
    }
  }

  // Images of one or two channels are shown grey, of more by their first three.
  private static void png(ImageShape shape, byte[] planes, int offset, Path file)
      throws IOException {
    int plane = shape.height() * shape.width();
    byte[] pixels = new byte[3 * plane];
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        pixels[3 * i + c] = planes[offset + (shape.channels() < 3 ? 0 : c) * plane + i];
      }
    }
    byte[] png = ImageEncoder.encode(new Image(3, shape.height(), shape.width(), pixels));
    AtomicFiles.write(file, out -> out.write(png));
  }
}
