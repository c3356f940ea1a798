package ai.lacuna.tokenizer.dvae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.model.ParameterSpec;
import ai.lacuna.model.Weights;
import ai.lacuna.model.kernel.Kernels;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The native code of a design, bound to weights. */
final class DvaeKernels {

  private final Design design;
  private final Kernels kernels;
  private final List<NDArray> encoder;
  private final List<NDArray> decoder;

  /**
   * @param manager owns the kernels
   * @param compute torch's number of the type of convolutions
   * @param weights those of {@link #encoder}, and of {@link #decoder} or none of these
   */
  DvaeKernels(NDManager manager, Design design, Sampling sampling, int compute, Weights weights) {
    this.design = design;
    kernels = Kernels.compile(manager, text(design, sampling, compute));
    encoder = encoder(design).stream().map(s -> weights.get(s.name())).toList();
    List<ParameterSpec> parts = decoder(design);
    boolean whole = weights.asMap().containsKey(parts.get(0).name());
    decoder = whole ? parts.stream().map(s -> weights.get(s.name())).toList() : List.of();
  }

  static List<ParameterSpec> encoder(Design design) {
    return Layers.of(design.architecture()).encoder(design.image().channels());
  }

  static List<ParameterSpec> decoder(Design design) {
    int outputs = design.likelihood().outputs(design.image().channels());
    return Layers.of(design.architecture()).decoder(outputs);
  }

  static String text(Design design, Sampling sampling, int compute) {
    DvaeConfig architecture = design.architecture();
    Layers layers = Layers.of(architecture);
    Grid grid = design.grid();
    Map<String, Object> settings = new HashMap<>(layers.settings());
    settings.put("compute", compute);
    settings.put("scale", architecture.pixels().scale());
    settings.put("offset", architecture.pixels().offset());
    settings.put("rows", grid.rows());
    settings.put("columns", grid.columns());
    settings.put("hard", sampling == Sampling.STRAIGHT_THROUGH ? 1 : 0);
    settings.put("codes", architecture.vocabulary());
    settings.put("logCodes", Math.log(architecture.vocabulary()));
    settings.put("reconstruction", design.likelihood().loss());
    settings.put("pixels", design.likelihood().pixels());
    PixelRange decoded = design.likelihood().range(architecture);
    settings.put("outScale", decoded.scale());
    settings.put("outOffset", decoded.offset());
    return Kernels.text(DvaeKernels.class, "dvae", settings)
        + "\n"
        + Kernels.text(DvaeKernels.class, layers.text(), settings);
  }

  boolean hasDecoder() {
    return !decoder.isEmpty();
  }

  /** The result belongs to the images' manager, as all others do. */
  NDArray codes(NDArray images) {
    return kernels.call("codes", new NDList(images), encoder).singletonOrThrow();
  }

  NDArray reconstruct(NDArray codes) {
    return kernels.call("reconstruct", new NDList(codes), decoder).singletonOrThrow();
  }

  NDList losses(NDArray images, NDArray noise, double temperature, double weight) {
    NDManager scope = images.getManager();
    NDArray tau = scope.create((float) temperature);
    NDArray beta = scope.create((float) weight);
    return kernels.call("losses", new NDList(images, noise, tau, beta), encoder, decoder);
  }

  /** Logits, (B, N, K). */
  NDArray encode(NDArray images) {
    return kernels.call("encode", new NDList(images), encoder).singletonOrThrow();
  }

  /** Samples of the relaxed distribution, (B, N, K). */
  NDArray relaxed(NDArray logits, NDArray noise, double temperature) {
    NDArray tau = logits.getManager().create((float) temperature);
    return call("relaxed", logits, noise, tau);
  }

  /** What the decoder gives for weights over codes (B, N, K), before it becomes pixels. */
  NDArray decode(NDArray samples) {
    NDArray z = kernels.call("embed", new NDList(samples), decoder).singletonOrThrow();
    return kernels.call("decode", new NDList(z), decoder).singletonOrThrow();
  }

  /** As {@link #decode} for one code at each place, (B, N). */
  NDArray decodeCodes(NDArray codes) {
    NDArray z = kernels.call("look_up", new NDList(codes), decoder).singletonOrThrow();
    return kernels.call("decode", new NDList(z), decoder).singletonOrThrow();
  }

  /** A method that takes no weights. */
  NDArray call(String method, NDArray... inputs) {
    return kernels.call(method, new NDList(inputs)).singletonOrThrow();
  }

  /** Bytes as pixels in [0, 1], (B, C, H, W). */
  NDArray images(NDManager scope, byte[] pixels) {
    ImageShape image = design.image();
    int size = image.channels() * image.height() * image.width();
    if (pixels.length == 0 || pixels.length % size != 0) {
      throw new IllegalArgumentException(
          "images of " + image + " take " + size + " bytes each, given " + pixels.length);
    }
    Shape shape = new Shape(pixels.length / size, image.channels(), image.height(), image.width());
    try (NDArray bytes = scope.create(ByteBuffer.wrap(pixels), shape, DataType.UINT8)) {
      return bytes.toType(DataType.FLOAT32, true).divi(255f);
    }
  }
}
