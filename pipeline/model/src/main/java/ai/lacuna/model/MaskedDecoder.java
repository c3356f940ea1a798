package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.model.TransformerKernels.Style;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/** MAE's decoder (section 3): see {@link ModuleSpec.MaskedDecoder}. */
final class MaskedDecoder implements Part {

  private final Kernels kernels;
  private final NDArray positions;
  private final List<NDArray> weights;

  MaskedDecoder(
      NDManager manager,
      ModuleSpec.MaskedDecoder spec,
      PlanContext context,
      Weights weights,
      Precision precision) {
    Arithmetic arithmetic =
        Arithmetic.choose(manager.getDevice(), precision, 1 + context.grid().size());
    String text =
        TransformerKernels.text(
            spec.depth(), spec.heads(), context.patch(), Style.PLAIN, arithmetic);
    kernels = Kernels.compile(manager, text);
    positions = SineCosine.table(manager, context.grid(), spec.width());
    this.weights = TransformerKernels.arrays(parameters(spec, context), weights);
  }

  static List<ParameterSpec> parameters(ModuleSpec.MaskedDecoder spec, PlanContext context) {
    int width = spec.width();
    List<ParameterSpec> specs = new ArrayList<>();
    specs.addAll(ParameterSpec.linear("embed", context.width(), width));
    specs.add(new ParameterSpec("mask_token", new Shape(1, 1, width), ParameterSpec.TOKEN));
    specs.addAll(
        TransformerKernels.blocks(
            spec.depth(), width, (int) (width * spec.mlpRatio()), Style.PLAIN));
    specs.addAll(ParameterSpec.norm("norm", width));
    specs.addAll(ParameterSpec.linear("pred", width, spec.outputs()));
    return List.copyOf(specs);
  }

  @Override
  public NDArray run(NDManager scope, Masks masks, NDArray... inputs) {
    return call("decode", masks, inputs[0]);
  }

  @Override
  public NDArray runHidden(NDManager scope, Masks masks, NDArray... inputs) {
    NDArray prediction = call("decode_hidden", masks, inputs[0]); // (B, M, outputs)
    return prediction.flatten(0, 1); // -> (H, outputs)
  }

  private NDArray call(String method, Masks masks, NDArray encoded) {
    NDList arguments = new NDList(encoded, masks.visible(), masks.hiddenPatches(), positions);
    return kernels.call(method, arguments, weights).singletonOrThrow();
  }
}
