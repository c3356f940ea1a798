package ai.lacuna.api.plan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.function.Function;

/**
 * A trainable part beside the encoder that the host builds, initialises, trains and checkpoints.
 */
public sealed interface ModuleSpec permits ModuleSpec.MaskedDecoder, ModuleSpec.Custom {

  /**
   * MAE's decoder (section 3): a linear embedding, mask tokens put where patches are missing, fixed
   * sine-cosine positions, transformer blocks, a norm and a linear prediction for every patch.
   *
   * <p>Called with the encoder's output (B, 1+V, D); returns (B, N, outputs).
   *
   * @param width decoder width
   * @param depth number of blocks, at least 1
   * @param heads attention heads; divides the width
   * @param mlpRatio hidden width of the MLPs over the decoder width
   * @param outputs predicted values per patch
   */
  record MaskedDecoder(int width, int depth, int heads, double mlpRatio, int outputs)
      implements ModuleSpec {}

  /**
   * A module written in plain array code.
   *
   * @param parameters its parameters by name
   * @param forward gets the parameters by name and the inputs of the call, in order
   */
  record Custom(Map<String, Parameter> parameters, Forward forward) implements ModuleSpec {}

  /**
   * A parameter of a custom module.
   *
   * @param shape its shape
   * @param init how it starts
   */
  record Parameter(Shape shape, Init init) {}

  /** The function that a custom module computes. */
  @FunctionalInterface
  interface Forward {
    NDArray apply(Function<String, NDArray> parameters, NDArray... inputs);
  }
}
