package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.ImageShape;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How bytes become what an encoder sees: {@code (byte / 255 - mean) / std}, channel by channel.
 *
 * @param image the encoder's images
 * @param mean of each channel, of pixels in [0, 1]
 * @param std of each channel, positive
 */
public record Preprocessing(ImageShape image, float[] mean, float[] std) {

  public Preprocessing {
    mean = mean.clone();
    std = std.clone();
    if (mean.length != image.channels() || std.length != image.channels()) {
      throw new IllegalArgumentException(
          "images have "
              + image.channels()
              + " channels, given "
              + mean.length
              + " means and "
              + std.length
              + " standard deviations");
    }
    for (float s : std) {
      if (!(s > 0)) {
        throw new IllegalArgumentException("standard deviations must be positive, given " + s);
      }
    }
  }

  /** This for images of another size. */
  public Preprocessing at(ImageShape other) {
    return new Preprocessing(other, mean, std);
  }

  /**
   * Normalises images on the manager's device.
   *
   * @param manager receives the result
   * @param pixels (B, C, height, width) uint8, row-major
   * @return (B, C, height, width) float32
   */
  public NDArray normalise(NDManager manager, byte[] pixels) {
    int size = image.channels() * image.height() * image.width();
    if (pixels.length == 0 || pixels.length % size != 0) {
      throw new IllegalArgumentException(
          "images of shape " + image + " take " + size + " bytes each, given " + pixels.length);
    }
    Shape shape = new Shape(pixels.length / size, image.channels(), image.height(), image.width());
    try (NDManager scope = manager.newSubManager()) {
      NDArray result =
          scope
              .create(ByteBuffer.wrap(pixels), shape, DataType.UINT8)
              .toType(DataType.FLOAT32, true);
      result.divi(255f).subi(perChannel(scope, mean)).divi(perChannel(scope, std));
      result.attach(manager);
      return result;
    }
  }

  private NDArray perChannel(NDManager scope, float[] values) {
    return scope.create(values, new Shape(1, values.length, 1, 1));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Preprocessing that
        && image.equals(that.image)
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(std, that.std);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * image.hashCode() + Arrays.hashCode(mean)) + Arrays.hashCode(std);
  }

  @Override
  public String toString() {
    return image + ", mean " + Arrays.toString(mean) + ", std " + Arrays.toString(std);
  }
}
