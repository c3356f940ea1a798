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

/** A transformer on an encoder's tokens: see {@link ModuleSpec.Transformer}. */
final class TokenTransformer implements Part {

  private final Kernels kernels;
  private final int classTokens;
  private final List<NDArray> weights;
  private final NDArray nothing;
  private final Optional<BlockCalls> blocks;

  TokenTransformer(
      NDManager manager,
      ModuleSpec.Transformer spec,
      PlanContext context,
      Weights weights,
      Precision precision,
      Recompute recompute) {
    Arithmetic arithmetic =
        Arithmetic.choose(manager.getDevice(), precision, context.output().grid().size());
    String text =
        TransformerKernels.text(
            spec.depth(), spec.heads(), context.patch(), Style.PLAIN, arithmetic);
    kernels = Kernels.compile(manager, text);
    classTokens = context.output().classToken().count();
    this.weights = new ArrayList<>(TransformerKernels.arrays(parameters(spec, context), weights));
    // Positions follow the embedding's two weights.
    this.weights.add(2, SineCosine.table(manager, context.output().grid(), spec.width()));
    nothing = manager.zeros(new Shape(0));
    blocks = BlockCalls.of(recompute, kernels, this.weights, spec.depth(), Style.PLAIN);
  }

  static List<ParameterSpec> parameters(ModuleSpec.Transformer spec, PlanContext context) {
    int width = spec.width();
    int mlp = (int) (width * spec.mlpRatio());
    List<ParameterSpec> specs = new ArrayList<>();
    specs.addAll(ParameterSpec.linear("embed", context.width(), width));
    specs.addAll(TransformerKernels.blocks(spec.depth(), width, mlp, Style.PLAIN));
    specs.addAll(ParameterSpec.norm("norm", width));
    specs.addAll(ParameterSpec.linear("pred", width, spec.outputs()));
    return List.copyOf(specs);
  }

  @Override
  public NDArray run(NDManager scope, Masks masks, NDArray... inputs) {
    NDArray tokens = inputs[0].get(":, " + classTokens + ":"); // (A, 1+T, D) -> (A, T, D)
    if (blocks.isEmpty()) {
      return call("decode_tokens", tokens);
    }
    NDArray x = call("embed_tokens", tokens); // (A, T, width)
    return call("prediction", blocks.get().run(x, nothing, nothing, nothing));
  }

  private NDArray call(String method, NDArray x) {
    return kernels.call(method, new NDList(x), weights).singletonOrThrow();
  }
}
