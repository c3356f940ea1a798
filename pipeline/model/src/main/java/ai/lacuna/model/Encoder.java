package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.BlockOutput;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.model.kernel.Autograd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A frozen encoder for evaluation, rebuilt from nothing but its own files: {@code
 * encoder.safetensors} and {@code encoder.json}.
 *
 * <p>Thread-safe as far as features go.
 */
public final class Encoder implements AutoCloseable {

  private final NDManager manager;
  private final BackboneConfig config;
  private final Preprocessing preprocessing;
  private final Weights weights;
  private final Backbone backbone;

  private Encoder(
      NDManager manager, BackboneConfig config, Preprocessing preprocessing, Weights weights) {
    this.manager = manager;
    this.config = config;
    this.preprocessing = preprocessing;
    this.weights = weights;
    this.backbone =
        Backbones.create(
            manager, config, preprocessing.image(), weights, Precision.FLOAT32, Recompute.NOTHING);
  }

  /**
   * Opens an encoder artifact.
   *
   * @param folder holds the two files
   * @param parent its device is used; closing it closes the encoder
   * @throws LacunaException of kind DATA if a file is missing or broken, or if any tensor is
   *     missing, unexpected or of another shape
   */
  public static Encoder open(Path folder, NDManager parent) throws IOException {
    EncoderFiles.Description description = EncoderFiles.describe(folder);
    NDManager manager = parent.newSubManager();
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(EncoderFiles.WEIGHTS))) {
      List<ParameterSpec> specs =
          Backbones.parameters(description.config(), description.preprocessing().image());
      Weights weights = Weights.of(specs, EncoderFiles.tensors(file), manager);
      return new Encoder(manager, description.config(), description.preprocessing(), weights);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * An encoder that has learnt nothing: exactly the values from which pre-training with the same
   * seed starts.
   *
   * @param config its architecture, already checked
   * @param preprocessing its images and how they are normalised
   * @param streams gives the initial values
   * @param parent its device is used; closing it closes the encoder
   */
  public static Encoder random(
      BackboneConfig config, Preprocessing preprocessing, Streams streams, NDManager parent) {
    NDManager manager = parent.newSubManager();
    List<ParameterSpec> specs =
        Backbones.parameters(config, preprocessing.image()).stream()
            .map(spec -> spec.under(Backbones.PREFIX))
            .toList();
    Weights weights = Weights.initial(specs, streams, manager).under(Backbones.PREFIX);
    return new Encoder(manager, config, preprocessing, weights);
  }

  /**
   * The final-normed tokens of whole images, without gradients.
   *
   * @param images normalised as {@link #preprocessing} says, (B, C, height, width); their manager
   *     receives the result
   * @return the tokens that {@link #output} describes: (B, 1+T, D), or (B, T, D) without a class
   *     token
   */
  public NDArray features(NDArray images) {
    Backbones.requireShape(image(), images);
    try (Autograd.Scope paused = Autograd.paused()) {
      return backbone.encode(images);
    }
  }

  /**
   * As {@link #features}, but a patch attends to itself and those before it in the grid's order
   * alone. A class token counts as a first patch, so that it knows the first true one and nothing
   * else.
   *
   * @throws IllegalStateException unless the architecture {@link BackboneConfig#attendsCausally}
   */
  public NDArray causalFeatures(NDArray images) {
    Backbones.requireShape(image(), images);
    if (!config.attendsCausally()) {
      throw new IllegalStateException("a " + config.type() + " encoder's patches have no order");
    }
    NDManager scope = images.getManager();
    PatchMask firstAlone = // what follows a prefix is causal, and one patch is the shortest
        new PatchMask(IntStream.range(0, config.grid().size()).toArray(), 1);
    int count = Math.toIntExact(images.getShape().get(0));
    try (Autograd.Scope paused = Autograd.paused()) {
      Masks masks = Masks.of(scope, Collections.nCopies(count, firstAlone));
      return backbone.encodeCausal(images, masks, scope.zeros(new Shape(0)));
    }
  }

  /**
   * What the last blocks give for whole images, without the final norm and without gradients.
   *
   * @param images as in {@link #features}
   * @param last how many blocks, 1 to {@link BackboneConfig#readableBlocks}
   * @return (last, B, 1+T, D), or (last, B, T, D) without a class token
   * @throws IllegalArgumentException unless so many can be read
   */
  public NDArray blocks(NDArray images, int last) {
    Backbones.requireShape(image(), images);
    if (last < 1 || last > config.readableBlocks()) {
      throw new IllegalArgumentException(
          "given the last %d blocks of a %s encoder, expected 1 to %d of them"
              .formatted(last, config.type(), config.readableBlocks()));
    }
    try (Autograd.Scope paused = Autograd.paused()) {
      return backbone.encodeBlocks(images, last, BlockOutput.STREAM);
    }
  }

  /** Writes the two files. Equal weights give equal bytes. */
  public void save(Path folder) throws IOException {
    EncoderFiles.write(folder, config, preprocessing, weights);
  }

  /** Its architecture. */
  public BackboneConfig config() {
    return config;
  }

  /** Its images and how they are normalised. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** The images that it takes. */
  public ImageShape image() {
    return preprocessing.image();
  }

  /** The tokens that it gives: their grid, width D, and whether a class token precedes them. */
  public EncoderOutput output() {
    return config.output();
  }

  /** Its parameters, named as timm names them. */
  public Weights weights() {
    return weights;
  }

  @Override
  public void close() {
    manager.close();
  }
}
