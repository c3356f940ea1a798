package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.util.List;
import java.util.Optional;

/**
 * The blocks of a transformer as one native call each, whose intermediate results are forgotten:
 * {@link Recompute#BLOCKS}.
 *
 * @param kernels with the text {@code transformer.ts.py}
 * @param weights those of each block, see {@link TransformerKernels#ofEachBlock}
 */
record BlockCalls(Kernels kernels, List<List<NDArray>> weights) {

  BlockCalls {
    weights = List.copyOf(weights);
  }

  /**
   * The blocks as calls of their own, if they are to be recomputed.
   *
   * @param all parameters, as the text's other methods take them
   */
  static Optional<BlockCalls> of(
      Recompute recompute,
      Kernels kernels,
      List<NDArray> all,
      int depth,
      TransformerKernels.Style style) {
    return switch (recompute) {
      case NOTHING -> Optional.empty();
      case BLOCKS ->
          Optional.of(new BlockCalls(kernels, TransformerKernels.ofEachBlock(all, depth, style)));
    };
  }

  /**
   * All blocks.
   *
   * @param x the stream (B, L, D); its manager receives the result
   * @param added what is added before the softmax, (B, 1, L, L), or nothing
   * @param relative rows of the table of relative positions, or nothing
   * @param branches factors of all branches, (2 · depth, B, 1, 1), or nothing
   */
  NDArray run(NDArray x, NDArray added, NDArray relative, NDArray branches) {
    return run(x, added, relative, branches, weights.size());
  }

  /** As {@link #run(NDArray, NDArray, NDArray, NDArray)}, without the last block. */
  NDArray runButLast(NDArray x, NDArray added, NDArray relative, NDArray branches) {
    return run(x, added, relative, branches, weights.size() - 1);
  }

  private NDArray run(NDArray x, NDArray added, NDArray relative, NDArray branches, int count) {
    NDArray stream = x;
    for (int k = 0; k < count; k++) {
      boolean dropped = !branches.isEmpty();
      NDArray factors =
          dropped ? branches.get(new NDIndex(2 * k + ":" + 2 * (k + 1))) : branches; // (2, B, 1, 1)
      List<NDArray> own = weights.get(k);
      stream =
          Autograd.recomputed(
              stream, in -> call("single_block", new NDList(in, added, relative, factors), own));
    }
    return stream;
  }

  /** The last block, of what stands behind the class token and visible patches alone. */
  NDArray runTail(NDArray x, NDArray visible) {
    List<NDArray> own = weights.get(weights.size() - 1);
    return Autograd.recomputed(x, in -> call("single_tail", new NDList(in, visible), own));
  }

  private NDArray call(String method, NDList arguments, List<NDArray> own) {
    return kernels.call(method, arguments, own).singletonOrThrow();
  }
}
