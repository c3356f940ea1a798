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

  PrototypeHead(
      NDManager manager,
      ModuleSpec.PrototypeHead spec,
      PlanContext context,
      Weights weights,
      Precision precision) {
    Arithmetic arithmetic = Arithmetic.choose(manager.getDevice(), precision, 1);
    Map<String, Object> settings = Map.of("layers", spec.layers());
    kernels =
        Kernels.compile(
            manager, Layers.text("prototypes", "1e-06", context.patch(), arithmetic, settings));
    this.weights = TransformerKernels.arrays(parameters(spec, context), weights);
  }

  static List<ParameterSpec> parameters(ModuleSpec.PrototypeHead spec, PlanContext context) {
    List<ParameterSpec> specs = new ArrayList<>();
    int inputs = context.width();
    for (int i = 0; i < spec.layers(); i++) {
      int outputs = i + 1 == spec.layers() ? spec.bottleneck() : spec.hidden();
      specs.addAll(ParameterSpec.linear("mlp." + 2 * i, inputs, outputs, LINEAR));
      inputs = outputs;
    }
    // The reference leaves this layer at the default of torch's linear ones.
    Init directions = new Init.Uniform(1 / Math.sqrt(inputs));
    specs.add(new ParameterSpec("last_layer.weight_g", new Shape(spec.prototypes(), 1), Init.ONES));
    specs.add(
        new ParameterSpec("last_layer.weight_v", new Shape(spec.prototypes(), inputs), directions));
    return List.copyOf(specs);
  }

  @Override
  public NDArray run(NDManager scope, Masks masks, NDArray... inputs) {
    return kernels.call("scores", new NDList(inputs[0]), weights).singletonOrThrow();
  }
}
