package ai.lacuna.data.image;

/**
 * A rectangle of whole pixels.
 *
 * @param top first row
 * @param left first column
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Box(int top, int left, int height, int width) {

  public Box {
    if (top < 0 || left < 0 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "box must have a corner >= 0 and a side >= 1, given "
              + ("top %d, left %d, height %d, width %d".formatted(top, left, height, width)));
    }
  }

  /**
   * The centred box as torchvision's {@code center_crop} places it: offsets are halves rounded to
   * even.
   *
   * @param height at most {@code imageHeight}
   * @param width at most {@code imageWidth}
   */
  public static Box centre(int imageHeight, int imageWidth, int height, int width) {
    int top = (int) Math.rint((imageHeight - height) / 2.0);
    int left = (int) Math.rint((imageWidth - width) / 2.0);
    return new Box(top, left, height, width);
  }

  boolean within(Image image) {
    return top + (long) height <= image.height() && left + (long) width <= image.width();
  }
}
