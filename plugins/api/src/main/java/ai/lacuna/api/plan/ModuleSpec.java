package ai.lacuna.api.plan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A trainable part beside the encoder that the host builds, initialises, trains and checkpoints.
 */
public sealed interface ModuleSpec
    permits ModuleSpec.MaskedDecoder,
        ModuleSpec.Transformer,
        ModuleSpec.PrototypeHead,
        ModuleSpec.TokenMlp,
        ModuleSpec.Custom {

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
   * Blocks on what an encoder gives for whole images: a linear embedding, fixed sine-cosine
   * positions, transformer blocks, a norm and a linear prediction for every token of the grid. A
   * class token is left out.
   *
   * <p>Called with the encoder's output, (A, 1+T, D) or (A, T, D); returns (A, T, outputs).
   *
   * @param width its token width; a multiple of 4
   * @param depth number of blocks, at least 1
   * @param heads attention heads; divides the width
   * @param mlpRatio hidden width of the MLPs over the width
   * @param outputs predicted values per token
   */
  record Transformer(int width, int depth, int heads, double mlpRatio, int outputs)
      implements ModuleSpec {}

  /**
   * The head of DINO and iBOT (Caron et al., 2021, section 3.1; vision_transformer.py, DINOHead):
   * an MLP with GELU between its layers, its output brought to length 1, and the scores of K
   * prototypes by a linear layer without bias whose rows have a direction and a length of their own
   * (Salimans and Kingma, 2016).
   *
   * <p>Called with tokens (…, D); returns (…, K). Freeze {@code NAME.last_layer.weight_g} to keep
   * the prototypes at length 1; scores are cosines then.
   *
   * @param layers linear layers of the MLP, at least 1
   * @param hidden its hidden width
   * @param bottleneck its output width
   * @param prototypes K
   * @param mlpOf the plan's head whose MLP this one shares, with prototypes of its own; empty = it
   *     has one itself
   * @param called which tokens it is called with; for the planning of time and memory alone
   */
  record PrototypeHead(
      int layers, int hidden, int bottleneck, int prototypes, Optional<String> mlpOf, Called called)
      implements ModuleSpec {

    /** Which tokens a head is called with. */
    public enum Called {
      /** The class token of every crop; a teacher's, those of the first view. */
      CLASS_TOKENS,
      /** Those in the places of hidden patches of the first view; a teacher's, all its patches. */
      HIDDEN_PATCHES,
      /** Both. */
      BOTH
    }

    /** A head on class tokens with an MLP of its own. */
    public PrototypeHead(int layers, int hidden, int bottleneck, int prototypes) {
      this(layers, hidden, bottleneck, prototypes, Optional.empty(), Called.CLASS_TOKENS);
    }

    /** This on other tokens. */
    public PrototypeHead on(Called tokens) {
      return new PrototypeHead(layers, hidden, bottleneck, prototypes, mlpOf, tokens);
    }

    /** This with the MLP of another head, which must be as large. */
    public PrototypeHead sharing(String head) {
      return new PrototypeHead(layers, hidden, bottleneck, prototypes, Optional.of(head), called);
    }
  }

  /**
   * Residual MLPs on each token by itself, x + MLP(LN(x)), between a linear embedding and a norm
   * with a linear prediction (AIM, section 4.2, "MLP-based prediction heads").
   *
   * <p>Called with tokens of the encoder's width, one for each patch: (A, N, D) becomes (A, N,
   * outputs). {@link ai.lacuna.api.View#runHidden} computes those in the places of hidden patches
   * alone.
   *
   * @param width its token width
   * @param depth number of MLPs
   * @param mlpRatio their hidden width over the width
   * @param outputs predicted values per token
   * @param positions what is added to the tokens before the embedding
   * @param bias whether dense layers have a bias; norms always have
   */
  record TokenMlp(
      int width, int depth, double mlpRatio, int outputs, Positions positions, Bias bias)
      implements ModuleSpec {

    /** What tells a module where a token stands. */
    public enum Positions {
      /** Nothing: what the token itself knows. */
      NONE,
      /** The fixed sine-cosine table of the patch grid; the width must be a multiple of 4. */
      SINCOS
    }

    /** Whether dense layers have a bias. */
    public enum Bias {
      NONE,
      ALL
    }
  }

  /**
   * A module written in plain array code.
   *
   * @param parameters its parameters by name
   * @param forward gets the parameters by name and the inputs of the call, in order
   * @param cost what a step of it takes, for the planning of time and memory; empty = as if every
   *     parameter with two axes or more multiplied each token that the encoder gives
   */
  record Custom(Map<String, Parameter> parameters, Forward forward, Optional<Cost> cost)
      implements ModuleSpec {

    /** A module whose cost the host estimates. */
    public Custom(Map<String, Parameter> parameters, Forward forward) {
      this(parameters, forward, Optional.empty());
    }

    /**
     * A module whose matrices each multiply so many rows of a crop, such as 1 for a head on the
     * class token.
     */
    public Custom costing(int rows) {
      return new Custom(parameters, forward, Optional.of(Cost.ofRows(parameters, rows)));
    }
  }

  /**
   * What a custom module takes in a forward pass for one crop of an image.
   *
   * @param multiplyAdds of its matrix products
   * @param values float32 numbers that are kept for the backward pass
   */
  record Cost(double multiplyAdds, double values) {

    /**
     * The cost of dense layers.
     *
     * @param parameters of which those with two axes or more are matrices (outputs, inputs …)
     * @param rows of a crop that each multiplies; of each row its input and its output are kept
     */
    public static Cost ofRows(Map<String, Parameter> parameters, int rows) {
      double multiplyAdds = 0;
      double values = 0;
      for (Parameter parameter : parameters.values()) {
        Shape shape = parameter.shape();
        if (shape.dimension() > 1) {
          multiplyAdds += (double) rows * shape.size();
          values += rows * (shape.get(0) + (double) shape.size() / shape.get(0));
        }
      }
      return new Cost(multiplyAdds, values);
    }
  }

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
