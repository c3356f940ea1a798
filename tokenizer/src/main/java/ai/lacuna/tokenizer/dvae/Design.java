package ai.lacuna.tokenizer.dvae;

import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.model.ParameterSpec;
import java.util.stream.Stream;

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

  /** Numbers that are trained: those of encoder and decoder. */
  public long parameters() {
    return weights().mapToLong(spec -> spec.shape().size()).sum();
  }

  /** Multiply-adds of convolutions that encode an image, embed its codes and decode them. */
  public double multiplyAdds() {
    Layers layers = Layers.of(architecture);
    long pixels = (long) image.height() * image.width();
    return weights()
        .filter(spec -> spec.shape().dimension() > 1)
        .mapToDouble(spec -> (double) spec.shape().size() * layers.places(spec.name(), pixels))
        .sum();
  }

  private Stream<ParameterSpec> weights() {
    return Layers.joined(DvaeKernels.encoder(this), DvaeKernels.decoder(this)).stream();
  }

  /** Values of the image that one token stands for: stride² · C. */
  int valuesPerToken() {
    return architecture.stride() * architecture.stride() * image.channels();
  }
}
