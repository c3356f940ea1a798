package ai.lacuna.model;

import ai.djl.Device;
import java.util.HashMap;
import java.util.Map;

/**
 * How the kernels carry out what an architecture asks for. All forms give the same up to rounding.
 *
 * @param precision of matrix products
 * @param attention how attention is computed
 * @param products how matrix products are computed
 */
record Arithmetic(Precision precision, Attention attention, Products products) {

  /** How attention is computed. */
  enum Attention {
    /** The engine's fused operation, which never writes the L × L matrix to memory. */
    FUSED,
    /** Matrix product, softmax, matrix product. */
    PLAIN
  }

  /** How tokens are multiplied with a weight. */
  enum Products {
    /** The engine's linear layer: oneDNN in bfloat16, MKL in float32. */
    LINEAR,
    /** A convolution with a 1 × 1 kernel over a map of one row: oneDNN in either. */
    CONVOLUTION
  }

  // In float32 the plain form was a sixth faster on 65 tokens; on 197 equally fast, but larger.
  private static final int SHORT = 128;

  /**
   * The fastest forms that were measured, see the README.
   *
   * @param processor the maker's name for itself; read if {@code device} is no GPU
   * @param tokens of a sequence
   */
  static Arithmetic choose(Device device, String processor, Precision precision, int tokens) {
    if (device.isGpu()) {
      return new Arithmetic(precision, Attention.FUSED, Products.LINEAR);
    }
    return switch (precision) {
      // MKL runs its best code on its maker's processors alone.
      case FLOAT32 ->
          new Arithmetic(
              precision,
              tokens > SHORT ? Attention.FUSED : Attention.PLAIN,
              processor.equals("GenuineIntel") ? Products.LINEAR : Products.CONVOLUTION);
      // On a CPU the fused operation is several times slower in bfloat16 on sequences of up to some
      // hundred tokens.
      case BFLOAT16 -> new Arithmetic(precision, Attention.PLAIN, Products.LINEAR);
    };
  }

  /** As {@link #choose(Device, String, Precision, int)} on the processor at hand. */
  static Arithmetic choose(Device device, Precision precision, int tokens) {
    return choose(device, Engine.processorMaker(), precision, tokens);
  }

  /** What it puts into a kernel text. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("compute", precision.compute());
    settings.put("residual", precision.residual());
    settings.put("fusedAttention", attention == Attention.FUSED ? "True" : "False");
    settings.put("convolve", products == Products.CONVOLUTION ? "True" : "False");
    return settings;
  }
}
