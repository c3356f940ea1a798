package ai.lacuna.data.image;

/**
 * An image of which perhaps only a part is wanted, so that no more than that needs to be decoded.
 */
public interface Picture {

  /** Height H in pixels. */
  int height();

  /** Width W in pixels. */
  int width();

  /** All of it, (H, W, C). */
  Image whole();

  /** An image that holds at least the pixels of a box. */
  Region region(Box box);

  /**
   * A part of a picture.
   *
   * @param image some of its pixels
   * @param box where in {@code image} the part lies
   */
  record Region(Image image, Box box) {}

  /** A picture that is decoded already. */
  static Picture of(Image image) {
    return new Picture() {
      @Override
      public int height() {
        return image.height();
      }

      @Override
      public int width() {
        return image.width();
      }

      @Override
      public Image whole() {
        return image;
      }

      @Override
      public Region region(Box box) {
        return new Region(image, box);
      }
    };
  }
}
