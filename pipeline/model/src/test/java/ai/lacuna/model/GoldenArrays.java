package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.lacuna.files.GoldenCase;
import java.util.Arrays;
import java.util.List;

/** The tensors of a golden case on the device. */
final class GoldenArrays {

  private final NDManager manager;
  private final GoldenCase golden;

  GoldenArrays(NDManager manager, GoldenCase golden) {
    this.manager = manager;
    this.golden = golden;
  }

  NDArray floats(String name) {
    return golden.array(manager, name);
  }

  /** Parameters by name. */
  NDList parameters(String... names) {
    return new NDList(Arrays.stream(names).map(name -> floats("param." + name)).toList());
  }

  /** The parameters of a block in the order in which the kernel text takes them. */
  NDList block(String prefix) {
    return parameters(
        TransformerKernels.blocks(1, 4, 4, TransformerKernels.Style.PLAIN).stream()
            .map(spec -> spec.name().replace("blocks.0.", prefix))
            .toArray(String[]::new));
  }

  /** Parameters by name, requiring gradients. */
  NDList leaves(List<String> names) {
    NDList leaves = parameters(names.toArray(new String[0]));
    leaves.forEach(leaf -> leaf.setRequiresGradient(true));
    return leaves;
  }
}
