package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Init;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The kernel text {@code transformer.ts.py} and the parameters that it takes. */
final class TransformerKernels {

  private TransformerKernels() {}

  /** Compiles the text for one stack of blocks. */
  static Kernels load(NDManager manager, int depth, int heads, int patch, Precision precision) {
    return Kernels.load(
        manager,
        TransformerKernels.class,
        "transformer",
        Map.of(
            "depth",
            depth,
            "heads",
            heads,
            "patch",
            patch,
            "compute",
            precision.compute(),
            "residual",
            precision.residual(),
            "fusedAttention",
            fused(manager, precision) ? "True" : "False"));
  }

  // On a CPU the engine's fused attention is slower than three separate operations in bfloat16,
  // and faster in float32.
  private static boolean fused(NDManager manager, Precision precision) {
    return manager.getDevice().isGpu() || precision == Precision.FLOAT32;
  }

  /** The parameters of {@code depth} blocks in the order in which the text takes them. */
  static List<ParameterSpec> blocks(int depth, int width, int mlpWidth) {
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
