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
import java.util.Optional;

/** MAE's decoder (section 3): see {@link ModuleSpec.MaskedDecoder}. */
final class MaskedDecoder implements Part {

  private final Kernels kernels;
  private final NDArray positions;
  private final List<NDArray> weights;
  private final NDArray nothing;
  private final Optional<BlockCalls> blocks;

  MaskedDecoder(
      NDManager manager,
      ModuleSpec.MaskedDecoder spec,
      PlanContext context,
      Weights weights,
      Precision precision,
      Recompute recompute) {
    Arithmetic arithmetic =
        Arithmetic.choose(manager.getDevice(), precision, 1 + context.grid().size());
    String text =
        TransformerKernels.text(
            spec.depth(), spec.heads(), context.patch(), Style.PLAIN, arithmetic);
    kernels = Kernels.compile(manager, text);
    positions = SineCosine.table(manager, context.grid(), spec.width());
    nothing = manager.zeros(new Shape(0));
    this.weights = TransformerKernels.arrays(parameters(spec, context), weights);
    blocks = BlockCalls.of(recompute, kernels, this.weights, spec.depth(), Style.PLAIN);
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
    if (blocks.isEmpty()) {
      return call("decode", queue(masks, inputs[0]));
    }
    NDArray x = call("queue", queue(masks, inputs[0])); // (B, 1+N, D)
    x = blocks.get().run(x, nothing, nothing, nothing);
    return call("predictions", new NDList(x, masks.visible(), masks.hiddenPatches()));
  }

  @Override
  public NDArray runHidden(NDManager scope, Masks masks, NDArray... inputs) {
    return hidden(masks, inputs[0]).flatten(0, 1); // (B, M, outputs) -> (H, outputs)
  }

  private NDArray hidden(Masks masks, NDArray encoded) {
    if (blocks.isEmpty()) {
      return call("decode_hidden", queue(masks, encoded));
    }
    NDArray x = call("queue", queue(masks, encoded)); // (B, 1+N, D)
    x = blocks.get().runButLast(x, nothing, nothing, nothing);
    x = blocks.get().runTail(x, masks.visible()); // -> (B, M, D)
    return call("prediction", new NDList(x));
  }

  private NDList queue(Masks masks, NDArray encoded) {
    return new NDList(encoded, masks.visible(), masks.hiddenPatches(), positions);
  }

  private NDArray call(String method, NDList arguments) {
    return kernels.call(method, arguments, weights).singletonOrThrow();
  }
}
