package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ModuleSpec;
import java.util.List;

/** A module that its author wrote in plain array code. */
final class CustomPart implements Part {

  private final ModuleSpec.Custom spec;
  private final Weights weights;

  CustomPart(ModuleSpec.Custom spec, Weights weights) {
    this.spec = spec;
    this.weights = weights;
  }

  static List<ParameterSpec> parameters(ModuleSpec.Custom spec) {
    return spec.parameters().entrySet().stream()
        .map(e -> new ParameterSpec(e.getKey(), e.getValue().shape(), e.getValue().init()))
        .toList();
  }

  @Override
  public NDArray run(NDManager scope, Masks masks, NDArray... inputs) {
    return spec.forward()
        .apply(
            name -> {
              // A result belongs to its left operand's manager. The author gets a view that belongs
              // to the step, or whatever starts with a parameter would outlive it.
              NDArray parameter = weights.get(name);
              NDArray view = parameter.reshape(parameter.getShape());
              view.attach(scope);
              return view;
            },
            inputs);
  }
}
