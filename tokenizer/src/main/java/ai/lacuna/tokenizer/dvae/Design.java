package ai.lacuna.tokenizer.dvae;

import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;

/**
 * What a tokenizer is, besides its weights.
 *
 * @param architecture its layers
 * @param likelihood what its decoder gives
 * @param image the images that it takes; sides divide by the architecture's stride
 */
public record Design(DvaeConfig architecture, Likelihood likelihood, ImageShape image) {

  public Design {
    int stride = architecture.stride();
    if (image.height() % stride != 0 || image.width() % stride != 0) {
      throw new IllegalArgumentException(
          "images of " + image + " do not divide into squares of " + stride + " pixels");
    }
  }

  /** The token grid, row-major. */
  public Grid grid() {
    int stride = architecture.stride();
    return new Grid(image.height() / stride, image.width() / stride);
  }

  /** Values of the image that one token stands for: stride² · C. */
  int valuesPerToken() {
    return architecture.stride() * architecture.stride() * image.channels();
  }
}
