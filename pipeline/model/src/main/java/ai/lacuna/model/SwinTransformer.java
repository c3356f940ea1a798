package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.BlockOutput;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.Init;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The Swin transformer (Liu et al. 2021, section 3): a linear patch embedding with a norm, stages
 * of pre-norm blocks (LayerNorm with ε = 1e-5, exact GELU) with relative position biases, patch
 * merging between them, a final norm. Parameters are named as timm names them: the merging before
 * stage s belongs to {@code layers.s}, where the official checkpoints count it to the stage before.
 */
final class SwinTransformer implements Backbone {

  // As the reference code: a bound of 2 is a hundred standard deviations away.
  private static final Init NARROW = new Init.TruncatedNormal(0.02, 2);

  private final ImageShape image;
  private final Kernels kernels;
  private final NDManager manager;
  private final NDList windows;
  private final NDArray nothingDropped;
  private final List<NDArray> weights;

  SwinTransformer(
      NDManager parent, SwinConfig config, ImageShape image, Weights weights, Precision precision) {
    this.image = image;
    manager = parent.newSubManager();
    kernels = Kernels.compile(manager, text(config, arithmetic(manager, config, precision)));
    windows = windows(manager, config);
    nothingDropped = manager.zeros(new Shape(0));
    this.weights = TransformerKernels.arrays(parameters(config, image.channels()), weights);
  }

  private static Arithmetic arithmetic(NDManager manager, SwinConfig config, Precision precision) {
    int tokens = config.window(0) * config.window(0);
    return Arithmetic.choose(manager.getDevice(), precision, tokens);
  }

  /** The kernel text {@code swin.ts.py} for an architecture. */
  static String text(SwinConfig config, Arithmetic arithmetic) {
    Map<String, Object> settings =
        Map.of(
            "stages",
            config.stages(),
            "depths",
            config.depths(),
            "heads",
            config.heads(),
            "windows",
            perStage(config, config::window),
            "down",
            perStage(config, s -> windows(config, s).down()),
            "right",
            perStage(config, s -> windows(config, s).right()));
    return Layers.text("swin", "1e-05", config.patch(), arithmetic, settings);
  }

  /** For each stage the index (L · L) of its relative positions and its mask (M, 1, L, L). */
  static NDList windows(NDManager manager, SwinConfig config) {
    NDList arrays = new NDList();
    for (int s = 0; s < config.stages(); s++) {
      Windows windows = windows(config, s);
      long tokens = (long) windows.side() * windows.side(); // L
      arrays.add(manager.create(windows.index()));
      arrays.add(manager.create(windows.mask(), new Shape(windows.count(), 1, tokens, tokens)));
    }
    return arrays;
  }

  private static Windows windows(SwinConfig config, int s) {
    return new Windows(config.grid(s), config.window(s));
  }

  private static List<Integer> perStage(SwinConfig config, IntUnaryOperator setting) {
    return IntStream.range(0, config.stages()).map(setting).boxed().toList();
  }

  /** The parameters, in timm's order. */
  static List<ParameterSpec> parameters(SwinConfig config, int channels) {
    List<ParameterSpec> specs = new ArrayList<>();
    specs.addAll(embedding(channels, config.patch(), config.width()));
    specs.addAll(ParameterSpec.norm("patch_embed.norm", config.width()));
    for (int s = 0; s < config.stages(); s++) {
      String stage = "layers." + s + ".";
      if (s > 0) {
        specs.addAll(merging(stage + "downsample.", config.width(s - 1)));
      }
      for (int i = 0; i < config.depths().get(s); i++) {
        specs.addAll(block(stage + "blocks." + i + ".", config, s));
      }
    }
    specs.addAll(ParameterSpec.norm("norm", config.output().width()));
    return List.copyOf(specs);
  }

  // The reference leaves the projection at the default of torch's convolutions.
  private static List<ParameterSpec> embedding(int channels, int patch, int width) {
    Init init = new Init.Uniform(1 / Math.sqrt((double) channels * patch * patch));
    return List.of(
        new ParameterSpec(
            "patch_embed.proj.weight", new Shape(width, channels, patch, patch), init),
        new ParameterSpec("patch_embed.proj.bias", new Shape(width), init));
  }

  /** The parameters of patch merging from width D to 2D. */
  static List<ParameterSpec> merging(String name, int width) {
    List<ParameterSpec> specs = new ArrayList<>(ParameterSpec.norm(name + "norm", 4L * width));
    specs.add(
        new ParameterSpec(name + "reduction.weight", new Shape(2L * width, 4L * width), NARROW));
    return specs;
  }

  /** The parameters of a block of stage s. */
  static List<ParameterSpec> block(String name, SwinConfig config, int s) {
    int width = config.width(s);
    int mlp = config.mlpWidth(s);
    Shape table = new Shape(windows(config, s).relativePositions(), config.heads(s));
    List<ParameterSpec> specs = new ArrayList<>();
    specs.addAll(ParameterSpec.norm(name + "norm1", width));
    specs.add(new ParameterSpec(name + "attn.relative_position_bias_table", table, NARROW));
    specs.addAll(ParameterSpec.linear(name + "attn.qkv", width, 3L * width, NARROW));
    specs.addAll(ParameterSpec.linear(name + "attn.proj", width, width, NARROW));
    specs.addAll(ParameterSpec.norm(name + "norm2", width));
    specs.addAll(ParameterSpec.linear(name + "mlp.fc1", width, mlp, NARROW));
    specs.addAll(ParameterSpec.linear(name + "mlp.fc2", mlp, width, NARROW));
    return specs;
  }

  /** What takes the place of hidden patches. */
  static ParameterSpec maskToken(SwinConfig config) {
    return new ParameterSpec(Backbones.MASK_TOKEN, new Shape(1, 1, config.width()), NARROW);
  }

  @Override
  public NDArray encode(NDArray images, NDArray branches) {
    return call("encode", new NDList(images, branches));
  }

  @Override
  public NDArray encodeVisible(NDArray images, Masks masks, NDArray branches) {
    throw new IllegalArgumentException("a Swin transformer cannot leave patches out");
  }

  @Override
  public NDArray encodeCausal(NDArray images, Masks masks, NDArray branches) {
    throw new IllegalArgumentException("a Swin transformer's windows have no order");
  }

  @Override
  public NDArray encodeMasked(NDArray images, Masks masks, NDArray token, NDArray branches) {
    return call("encode_masked", new NDList(images, masks.hidden(), token, branches));
  }

  @Override
  public NDArray encode(NDArray images) {
    return encode(images, nothingDropped);
  }

  @Override
  public NDArray encodeBlocks(NDArray images, int last, BlockOutput output) {
    throw new IllegalArgumentException("a Swin transformer's blocks give tokens of many shapes");
  }

  private NDArray call(String method, NDList arguments) {
    Backbones.requireShape(image, arguments.get(0));
    return kernels.call(method, arguments, windows, weights).singletonOrThrow();
  }

  @Override
  public void close() {
    manager.close();
  }
}
