package ai.lacuna.tokenizer.dvae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.random.Streams;
import ai.lacuna.model.Precision;
import ai.lacuna.model.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A discrete variational autoencoder in training. Not thread-safe.
 *
 * <p>The loss is the negative evidence lower bound of relaxed codes, per value of the image:
 *
 * <p>-log p(x | z) / (H·W·C) + β · KL(q(z | x) ‖ uniform) / (H·W·C), with z drawn from the
 * Gumbel-softmax distribution at temperature τ.
 *
 * <p>Differs from the references in: the divergence is a mean over the images of a batch, where
 * DALLE-pytorch's code adds it up over them; so β does not depend on the batch. One unit of β here
 * is N·B / (H·W·C) units of DALLE-pytorch's {@code kl_div_loss_weight}, and one of DALL-E's β.
 *
 * <p>B images, C channels, H × W pixels, N tokens, K codes.
 */
public final class Dvae implements AutoCloseable {

  private final NDManager manager;
  private final Design design;
  private final Sampling sampling;
  private final Precision precision;
  private final Weights weights;
  private final DvaeKernels kernels;

  /**
   * A network with initial values.
   *
   * @param design what to build
   * @param sampling what the decoder sees
   * @param streams gives the initial values
   * @param precision of convolutions
   * @param parent its device is used; closing it closes the network
   */
  public Dvae(
      Design design, Sampling sampling, Streams streams, Precision precision, NDManager parent) {
    this.design = design;
    this.sampling = sampling;
    this.precision = precision;
    manager = parent.newSubManager();
    weights =
        Weights.initial(
            Layers.joined(DvaeKernels.encoder(design), DvaeKernels.decoder(design)),
            streams,
            manager);
    kernels = new DvaeKernels(manager, design, sampling, number(precision), weights);
  }

  private Dvae(Dvae first, NDManager parent) {
    design = first.design;
    sampling = first.sampling;
    precision = first.precision;
    manager = parent.newSubManager();
    weights = first.weights.replicate(manager);
    kernels = new DvaeKernels(manager, design, sampling, number(precision), weights);
  }

  /**
   * A copy for images of its own, with this one's weights: the same memory where the device is the
   * same.
   *
   * @param parent its device is used; closing it closes the copy
   */
  public Dvae replicate(NDManager parent) {
    return new Dvae(this, parent);
  }

  // torch's number of the type.
  private static int number(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> 6;
      case BFLOAT16 -> 15;
    };
  }

  /** All parameters, those of the encoder first. */
  public Weights weights() {
    return weights;
  }

  DvaeKernels kernels() {
    return kernels;
  }

  /**
   * What is added to the logits of some images: a number for each code of each token.
   *
   * @param streams one for each image
   * @return (B, N, K)
   */
  public float[] noise(List<SplittableRandom> streams) {
    int count = design.grid().size() * design.architecture().vocabulary();
    float[] numbers = new float[Math.multiplyExact(streams.size(), count)];
    for (int b = 0; b < streams.size(); b++) {
      Gumbel.fill(streams.get(b), numbers, b * count, (b + 1) * count);
    }
    return numbers;
  }

  /**
   * The losses of a batch: total, and the parts {@code reconstruction}, {@code divergence} (nats
   * per token) and {@code perplexity}, which only says how many codes the batch used, evenly
   * counted.
   *
   * @param scope receives every array
   * @param pixels (B, C, H, W), unsigned bytes
   * @param noise what {@link #noise} gave for the images
   * @param temperature τ, positive
   * @param divergenceWeight β
   */
  public Losses losses(
      NDManager scope, byte[] pixels, float[] noise, double temperature, double divergenceWeight) {
    NDArray images = kernels.images(scope, pixels);
    Shape shape =
        new Shape(
            images.getShape().get(0), design.grid().size(), design.architecture().vocabulary());
    NDArray gumbel = scope.create(noise, shape); // (B, N, K)
    double weight = divergenceWeight / design.valuesPerToken();
    NDList found = kernels.losses(images, gumbel, temperature, weight);
    Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put("reconstruction", found.get(1));
    parts.put("divergence", found.get(2));
    parts.put("perplexity", found.get(3));
    return new Losses(found.get(0), parts);
  }

  /** Writes the files that {@link Tokenizer#open} reads. Equal weights give equal bytes. */
  public void save(Path folder) throws IOException {
    TokenizerFiles.write(folder, design, weights);
  }

  @Override
  public void close() {
    manager.close();
  }
}
