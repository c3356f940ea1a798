package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Init;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The kernel text {@code transformer.ts.py} and the parameters that it takes. */
final class TransformerKernels {

  private TransformerKernels() {}

  /** Whether the branches of a block are scaled by channel (Touvron et al., 2021). */
  enum LayerScale {
    NONE,
    PER_CHANNEL
  }

  /** The text for one stack of blocks. */
  static String text(int depth, int heads, int patch, LayerScale scale, Arithmetic arithmetic) {
    Map<String, Object> settings =
        Map.of(
            "depth",
            depth,
            "stride",
            scale == LayerScale.NONE ? 12 : 14,
            "layerScale",
            scale == LayerScale.NONE ? "False" : "True",
            "heads",
            heads);
    return Layers.text("transformer", "1e-06", patch, arithmetic, settings);
  }

  /** The parameters of {@code depth} blocks in the order in which the text takes them. */
  static List<ParameterSpec> blocks(int depth, int width, int mlpWidth) {
    return blocks(depth, width, mlpWidth, 0);
  }

  /**
   * As {@link #blocks(int, int, int)}.
   *
   * @param layerScale what the branches' scales are at first; 0 = they have none
   */
  static List<ParameterSpec> blocks(int depth, int width, int mlpWidth, double layerScale) {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      String block = "blocks." + i + ".";
      specs.addAll(ParameterSpec.norm(block + "norm1", width));
      // One matrix for queries, keys and values: that is what Xavier's bound is computed for.
      specs.addAll(ParameterSpec.linear(block + "attn.qkv", width, 3L * width));
      specs.addAll(ParameterSpec.linear(block + "attn.proj", width, width));
      specs.addAll(ParameterSpec.norm(block + "norm2", width));
      specs.addAll(ParameterSpec.linear(block + "mlp.fc1", width, mlpWidth));
      specs.addAll(ParameterSpec.linear(block + "mlp.fc2", mlpWidth, width));
      if (layerScale > 0) {
        Init init = new Init.Constant(layerScale);
        specs.add(new ParameterSpec(block + "ls1.gamma", new Shape(width), init));
        specs.add(new ParameterSpec(block + "ls2.gamma", new Shape(width), init));
      }
    }
    return specs;
  }

  /** A projection of square patches, initialised as MAE's reference code does. */
  static List<ParameterSpec> projection(String name, int channels, int patch, int width) {
    // The reference leaves this bias at the default of torch's convolutions.
    double bound = 1 / Math.sqrt((double) channels * patch * patch);
    return List.of(
        new ParameterSpec(
            name + ".weight", new Shape(width, channels, patch, patch), new Init.XavierUniform()),
        new ParameterSpec(name + ".bias", new Shape(width), new Init.Uniform(bound)));
  }

  /** Looks parameters up once, so that a step does not. */
  static List<NDArray> arrays(List<ParameterSpec> specs, Weights weights) {
    return specs.stream().map(spec -> weights.get(spec.name())).toList();
  }
}
