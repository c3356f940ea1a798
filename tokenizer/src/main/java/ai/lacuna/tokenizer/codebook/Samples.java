package ai.lacuna.tokenizer.codebook;

import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.image.Display;
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
      png(shape, originals, b, folder.resolve(number + "original.png"));
      png(shape, reconstructed, b, folder.resolve(number + "reconstructed.png"));
    }
  }

  private static void png(ImageShape shape, byte[] planes, int b, Path file) throws IOException {
    byte[] png = Display.png(Display.picture(shape, planes, b));
    AtomicFiles.write(file, out -> out.write(png));
  }
}
