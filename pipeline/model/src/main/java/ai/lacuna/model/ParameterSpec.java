package ai.lacuna.model;

import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Init;
import java.util.List;

/**
 * A parameter that a part of a network needs.
 *
 * @param name its name, unique within the network
 * @param shape its shape
 * @param init how it starts
 */
public record ParameterSpec(String name, Shape shape, Init init) {

  static final Init TOKEN = new Init.Normal(0.02);

  ParameterSpec under(String prefix) {
    return new ParameterSpec(prefix + name, shape, init);
  }

  /** A linear layer as MAE initialises it: Xavier-uniform (Appendix A.1), zero bias. */
  static List<ParameterSpec> linear(String name, long inputs, long outputs) {
    return linear(name, inputs, outputs, new Init.XavierUniform());
  }

  /** A linear layer with zero bias. */
  static List<ParameterSpec> linear(String name, long inputs, long outputs, Init weight) {
    return List.of(
        new ParameterSpec(name + ".weight", new Shape(outputs, inputs), weight),
        new ParameterSpec(name + ".bias", new Shape(outputs), Init.ZEROS));
  }

  /** A layer norm, at first the identity. */
  static List<ParameterSpec> norm(String name, long width) {
    return List.of(
        new ParameterSpec(name + ".weight", new Shape(width), Init.ONES),
        new ParameterSpec(name + ".bias", new Shape(width), Init.ZEROS));
  }
}
