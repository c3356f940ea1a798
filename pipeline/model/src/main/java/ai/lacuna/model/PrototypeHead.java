package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The head of DINO and iBOT, see {@link ModuleSpec.PrototypeHead}. Parameters are named as in the
 * official code, where the MLP's layers and activations are counted together.
 */
final class PrototypeHead implements Part {

  private static final Init LINEAR = new Init.TruncatedNormal(0.02, 2);

  private final Kernels kernels;
  private final List<NDArray> weights;

  /**
   * @param weights the head's own
   * @param mlp those of the head whose MLP it uses, which may be itself
   */
  PrototypeHead(
      NDManager manager,
      ModuleSpec.PrototypeHead spec,
      PlanContext context,
      Weights weights,
      Weights mlp,
      Precision precision) {
    Arithmetic arithmetic = Arithmetic.choose(manager.getDevice(), precision, 1);
    Map<String, Object> settings = Map.of("layers", spec.layers());
    kernels =
        Kernels.compile(
            manager, Layers.text("prototypes", "1e-06", context.patch(), arithmetic, settings));
    this.weights = new ArrayList<>(TransformerKernels.arrays(mlp(spec, context), mlp));
    this.weights.addAll(TransformerKernels.arrays(prototypes(spec), weights));
  }

  static List<ParameterSpec> parameters(ModuleSpec.PrototypeHead spec, PlanContext context) {
    List<ParameterSpec> specs = new ArrayList<>();
    if (spec.mlpOf().isEmpty()) {
      specs.addAll(mlp(spec, context));
    }
    specs.addAll(prototypes(spec));
    return List.copyOf(specs);
  }

  private static List<ParameterSpec> mlp(ModuleSpec.PrototypeHead spec, PlanContext context) {
    List<ParameterSpec> specs = new ArrayList<>();
    int inputs = context.width();
    for (int i = 0; i < spec.layers(); i++) {
      int outputs = i + 1 == spec.layers() ? spec.bottleneck() : spec.hidden();
      specs.addAll(ParameterSpec.linear("mlp." + 2 * i, inputs, outputs, LINEAR));
      inputs = outputs;
    }
    return specs;
  }

  private static List<ParameterSpec> prototypes(ModuleSpec.PrototypeHead spec) {
    int inputs = spec.bottleneck();
    // The reference leaves this layer at the default of torch's linear ones.
    Init directions = new Init.Uniform(1 / Math.sqrt(inputs));
    return List.of(
        new ParameterSpec("last_layer.weight_g", new Shape(spec.prototypes(), 1), Init.ONES),
        new ParameterSpec("last_layer.weight_v", new Shape(spec.prototypes(), inputs), directions));
  }

  @Override
  public NDArray run(NDManager scope, Masks masks, NDArray... inputs) {
    return kernels.call("scores", new NDList(inputs[0]), weights).singletonOrThrow();
  }

  @Override
  public NDArray runHidden(NDManager scope, Masks masks, NDArray... inputs) {
    NDList arguments = new NDList(inputs[0], masks.hiddenRows()); // (A, N, D) -> (H, K)
    return kernels.call("scores_of_rows", arguments, weights).singletonOrThrow();
  }
}
