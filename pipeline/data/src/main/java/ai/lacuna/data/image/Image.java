package ai.lacuna.data.image;

/**
 * A decoded image of unsigned 8-bit samples.
 *
 * @param channels channels C, at least 1
 * @param height height H in pixels
 * @param width width W in pixels
 * @param pixels (H, W, C) interleaved, row by row from the top; 0..255 as unsigned bytes
 */
@SuppressWarnings("ArrayRecordComponent") // a wrapper would cost a copy for every image loaded
public record Image(int channels, int height, int width, byte[] pixels) {

  public Image {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image must not be empty, given " + channels + "x" + height + "x" + width);
    }
    if (pixels.length != (long) channels * height * width) {
      throw new IllegalArgumentException(
          "given %d samples, expected %d x %d x %d"
              .formatted(pixels.length, height, width, channels));
    }
  }

  /** The sample 0..255 of one channel at (row, column). */
  public int at(int row, int column, int channel) {
    return pixels[(row * width + column) * channels + channel] & 0xFF;
  }

  /** The whole image as a box. */
  public Box bounds() {
    return new Box(0, 0, height, width);
  }
}
