package ai.lacuna.data.image;

/**
 * Antialiased resizing, equal to Pillow's in every bit: separable, horizontal pass first, each pass
 * in 22-bit fixed point, rounded and clipped to 8 bits.
 *
 * <p>Letters: H, W input height and width; h, w output height and width; C channels.
 *
 * <p>A crop is taken <em>before</em> resizing, as torchvision's {@code resized_crop} does: no pixel
 * outside of it has an influence.
 *
 * @see <a href="https://github.com/python-pillow/Pillow">Pillow, src/libImaging/Resample.c</a>
 */
public final class Resampler {

  /** Whether the result is mirrored left to right. */
  public enum Flip {
    NONE,
    HORIZONTAL
  }

  private static final ThreadLocal<Passes> PASSES = ThreadLocal.withInitial(Passes::new);

  private Resampler() {}

  /**
   * Resizes a part of an image.
   *
   * @param image the image, (H, W, C)
   * @param crop the part, within the image
   * @param height output height h, at least 1
   * @param width output width w, at least 1
   * @return (h, w, C)
   */
  public static Image resize(Image image, Box crop, int height, int width, Filter filter) {
    int channels = image.channels();
    byte[] out = new byte[height * width * channels];
    Passes passes = PASSES.get();
    passes.horizontal(image, crop, width, filter, Flip.NONE); // (H, W, C) -> (H, C, w)
    for (int y = 0; y < height; y++) {
      int[] row = passes.vertical(y, height); // (H, C, w) -> (C, w)
      for (int c = 0; c < channels; c++) { // (C, w) -> (w, C)
        int to = y * width * channels + c;
        for (int i = c * width; i < (c + 1) * width; i++, to += channels) {
          out[to] = (byte) row[i];
        }
      }
    }
    return new Image(channels, height, width, out);
  }

  /**
   * Resizes a part of an image into planes, ready for a batch.
   *
   * @param target receives (C, h, w)
   * @param offset where in {@code target} the first plane starts
   */
  public static void resizeToPlanes(
      Image image,
      Box crop,
      int height,
      int width,
      Filter filter,
      Flip flip,
      byte[] target,
      int offset) {
    int channels = image.channels();
    Passes passes = PASSES.get();
    passes.horizontal(image, crop, width, filter, flip); // (H, W, C) -> (H, C, w)
    for (int y = 0; y < height; y++) {
      int[] row = passes.vertical(y, height); // (H, C, w) -> (C, w)
      for (int c = 0; c < channels; c++) {
        int to = offset + (c * height + y) * width;
        for (int x = 0, i = c * width; x < width; x++, i++) {
          target[to + x] = (byte) row[i];
        }
      }
    }
  }

  /**
   * The size that covers (height, width) with the aspect ratio kept: for a square target, its side
   * becomes the shorter side, as torchvision's {@code Resize(S)} has it.
   *
   * @return {height, width}, each at least the one asked for
   */
  public static int[] covering(int imageHeight, int imageWidth, int height, int width) {
    if ((long) height * imageWidth >= (long) width * imageHeight) {
      return new int[] {
        height, Math.max(width, (int) ((double) ((long) height * imageWidth) / imageHeight))
      };
    }
    return new int[] {
      Math.max(height, (int) ((double) ((long) width * imageHeight) / imageWidth)), width
    };
  }
}
