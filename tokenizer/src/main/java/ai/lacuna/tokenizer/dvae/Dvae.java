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

  // Half of what the 24 bits of a float32 can tell apart, so that neither 0 nor 1 occurs.
  private static final int STEPS = 1 << 23;

  private final NDManager manager;
  private final Design design;
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
    manager = parent.newSubManager();
    weights =
        Weights.initial(
            Layers.joined(DvaeKernels.encoder(design), DvaeKernels.decoder(design)),
            streams,
            manager);
    kernels = new DvaeKernels(manager, design, sampling, number(precision), weights);
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

  /** Uniform numbers for one image's codes, N · K of them, inside of (0, 1). */
  public float[] draw(SplittableRandom random) {
    int count = design.grid().size() * design.architecture().vocabulary();
    float[] numbers = new float[count];
    for (int i = 0; i < count; i += 2) {
      long bits = random.nextLong();
      numbers[i] = ((int) (bits & (STEPS - 1)) + 0.5f) / STEPS;
      if (i + 1 < count) {
        numbers[i + 1] = ((int) ((bits >>> 32) & (STEPS - 1)) + 0.5f) / STEPS;
      }
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
   * @param uniform what {@link #draw} gave, image after image
   * @param temperature τ, positive
   * @param divergenceWeight β
   */
  public Losses losses(
      NDManager scope,
      byte[] pixels,
      float[] uniform,
      double temperature,
      double divergenceWeight) {
    NDArray images = kernels.images(scope, pixels);
    Shape shape =
        new Shape(
            images.getShape().get(0), design.grid().size(), design.architecture().vocabulary());
    NDArray noise = kernels.gumbel(scope.create(uniform, shape)); // (B, N, K)
    double weight = divergenceWeight / design.valuesPerToken();
    NDList found = kernels.losses(images, noise, temperature, weight);
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
