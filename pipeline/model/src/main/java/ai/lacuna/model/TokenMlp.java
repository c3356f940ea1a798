package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Residual MLPs on tokens, see {@link ModuleSpec.TokenMlp}. Letters: B images, N patches, D width
 * of the encoder, H hidden patches of all images.
 */
final class TokenMlp implements Part {

  private final Kernels kernels;
  private final NDArray positions;
  private final List<NDArray> weights;

  TokenMlp(
      NDManager manager,
      ModuleSpec.TokenMlp spec,
      PlanContext context,
      Weights weights,
      Precision precision) {
    Arithmetic arithmetic =
        Arithmetic.choose(manager.getDevice(), precision, context.grid().size());
    Map<String, Object> settings = Map.of("depth", spec.depth());
    kernels =
        Kernels.compile(
            manager, Layers.text("mlp", "1e-06", context.patch(), arithmetic, settings));
    int width = context.width();
    positions =
        switch (spec.positions()) {
          case NONE -> manager.zeros(new Shape(0));
          case SINCOS ->
              manager.create(
                  SineCosine.values(context.grid(), width),
                  new Shape(context.grid().size(), width)); // (N, D)
        };
    Set<ParameterSpec> existing = Set.copyOf(parameters(spec, context));
    this.weights = TransformerKernels.arrays(slots(spec, context), existing, weights, manager);
  }

  static List<ParameterSpec> parameters(ModuleSpec.TokenMlp spec, PlanContext context) {
    List<ParameterSpec> specs = new ArrayList<>(slots(spec, context));
    specs.removeIf(
        s ->
            spec.bias() == ModuleSpec.TokenMlp.Bias.NONE
                && s.name().endsWith(".bias")
                && !s.name().endsWith("norm.bias"));
    return List.copyOf(specs);
  }

  // As the text takes them, biases that may not exist included.
  private static List<ParameterSpec> slots(ModuleSpec.TokenMlp spec, PlanContext context) {
    int width = spec.width();
    int hidden = (int) (width * spec.mlpRatio());
    List<ParameterSpec> specs = new ArrayList<>();
    specs.addAll(ParameterSpec.linear("embed", context.width(), width));
    for (int i = 0; i < spec.depth(); i++) {
      String block = "blocks." + i + ".";
      specs.addAll(ParameterSpec.norm(block + "norm", width));
      specs.addAll(ParameterSpec.linear(block + "fc1", width, hidden));
      specs.addAll(ParameterSpec.linear(block + "fc2", hidden, width));
    }
    specs.addAll(ParameterSpec.norm("norm", width));
    specs.addAll(ParameterSpec.linear("pred", width, spec.outputs()));
    return specs;
  }

  @Override
  public NDArray run(NDManager scope, Masks masks, NDArray... inputs) {
    return call("predict", new NDList(inputs[0], positions)); // (B, N, D) -> (B, N, outputs)
  }

  @Override
  public NDArray runHidden(NDManager scope, Masks masks, NDArray... inputs) {
    // (B, N, D) -> (H, outputs)
    return call("predict_rows", new NDList(inputs[0], masks.hiddenRows(), positions));
  }

  private NDArray call(String method, NDList arguments) {
    return kernels.call(method, arguments, weights).singletonOrThrow();
  }
}
