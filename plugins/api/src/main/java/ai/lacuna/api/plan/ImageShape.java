package ai.lacuna.api.plan;

/**
 * The shape of the images that a model sees.
 *
 * @param channels channels C, at least 1
 * @param height height in pixels
 * @param width width in pixels
 */
public record ImageShape(int channels, int height, int width) {

  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image shape must be positive, given " + channels + "x" + height + "x" + width);
    }
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
