package ai.lacuna.objective.simmim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.ModuleSpec.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What predicts pixels from tokens: each token those of the square where it lies. A class token
 * predicts nothing.
 *
 * <p>Letters: A images, C channels, D encoder width, T tokens with a place, q predicted pixels
 * along the side of a token's square, O = q · q · C.
 */
final class Head {

  private Head() {}

  /**
   * The head that the settings ask for: (A, T, D), or (A, 1+T, D), becomes (A, T, O), for each
   * token q · q pixels in the order (row, column, channel).
   *
   * @throws LacunaException of kind CONFIG if the resolution does not fit the tokens and masks
   */
  static ModuleSpec of(SimMimConfig config, PlanContext context) {
    int across = context.image().height() / context.output().grid().rows() / pixel(config, context);
    int width = context.width();
    int hidden = config.hiddenWidth(context);
    int outputs = across * across * context.image().channels();
    return switch (config.head()) {
      case LINEAR -> {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        linear(parameters, "pred", width, outputs);
        yield custom(parameters, context, (x, p) -> dense(x, "pred", p));
      }
      case MLP -> {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        linear(parameters, "fc1", width, hidden);
        linear(parameters, "pred", hidden, outputs);
        yield custom(
            parameters, context, (x, p) -> dense(Activation.gelu(dense(x, "fc1", p)), "pred", p));
      }
      case TRANSFORMER ->
          new ModuleSpec.Transformer(hidden, config.headDepth(), config.headHeads(), 4, outputs);
    };
  }

  private static ModuleSpec custom(
      Map<String, Parameter> parameters,
      PlanContext context,
      BiFunction<NDArray, Function<String, NDArray>, NDArray> layers) {
    String places = ":, " + context.output().classToken().count() + ":";
    return new ModuleSpec.Custom(
        parameters, // (A, 1+T, D) -> (A, T, D) -> (A, T, O)
        (p, inputs) -> layers.apply(inputs[0].get(places), p));
  }

  /**
   * The side of a predicted pixel in pixels of the image: 1, unless a lower resolution is asked.
   */
  private static int pixel(SimMimConfig config, PlanContext context) {
    int shorter = Math.min(context.image().height(), context.image().width());
    int resolution = config.targetResolution();
    if (resolution == SimMimConfig.IMAGE_RESOLUTION) {
      return 1;
    }
    int square = context.image().height() / context.output().grid().rows();
    int side = shorter / resolution;
    if (side < 1
        || shorter % resolution != 0
        || square % side != 0
        || config.maskPatch() % side != 0) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "targetResolution",
          resolution,
          "%d over a common divisor of maskPatch = %d and %d, the pixels along the side of a token"
              .formatted(shorter, config.maskPatch(), square),
          "use 0 for the image's own resolution, or " + shorter / Math.min(square, 2));
    }
    return side;
  }

  // As torch's layers: uniform up to one over the root of the inputs.
  private static void linear(Map<String, Parameter> all, String name, long inputs, long outputs) {
    Init init = new Init.Uniform(1 / Math.sqrt(inputs));
    all.put(name + ".weight", new Parameter(new Shape(outputs, inputs), init));
    all.put(name + ".bias", new Parameter(new Shape(outputs), init));
  }

  private static NDArray dense(NDArray x, String name, Function<String, NDArray> parameters) {
    NDArray weight = parameters.apply(name + ".weight").transpose(); // (O, D) -> (D, O)
    return x.matMul(weight).add(parameters.apply(name + ".bias")); // (A, T, D) -> (A, T, O)
  }
}
