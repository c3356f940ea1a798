package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.TransformerKernels.Attention;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of the kernel text against timm's and torch's, forward and backward. */
class BlocksGoldenTest {

  // The text calls its layers with weights at any place of a list; these call one by itself.
  private static final String SINGLE =
      """

        def one_attention(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
          return self.attention(x, w, 0)
        def one_norm(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
          return self.norm(x, w, 0)
        def gelu(self: __torch__.K, x: Tensor) -> Tensor:
          return torch.gelu(x)
        def softmax(self: __torch__.K, x: Tensor) -> Tensor:
          return torch.softmax(x, -1)
      """;

  static Stream<GoldenCase> attention() {
    return Golden.cases("blocks", "timm_attention");
  }

  static Stream<GoldenCase> norm() {
    return Golden.cases("blocks", "layernorm");
  }

  static Stream<GoldenCase> activations() {
    return Golden.cases("blocks", "activations");
  }

  @ParameterizedTest
  @MethodSource
  void attention(GoldenCase golden) {
    for (Attention form : Attention.values()) {
      List<String> names = List.of("qkv.weight", "qkv.bias", "proj.weight", "proj.bias");
      check(golden, "one_attention", golden.config().path("heads").asInt(), form, names);
    }
  }

  @ParameterizedTest
  @MethodSource
  void norm(GoldenCase golden) {
    check(golden, "one_norm", 1, Attention.FUSED, List.of("weight", "bias"));
  }

  @ParameterizedTest
  @MethodSource
  void activations(GoldenCase golden) {
    try (NDManager manager = Engine.newCpuManager();
        Kernels kernels = kernels(manager, 1, Attention.FUSED)) {
      GoldenArrays arrays = new GoldenArrays(manager, golden);
      NDArray gelu = kernels.call("gelu", new NDList(arrays.floats("input.x"))).get(0);
      assertClose("gelu", gelu.toFloatArray(), golden.floats("out.gelu_erf"), 2e-7, 0);
      NDArray softmax = kernels.call("softmax", new NDList(arrays.floats("input.z"))).get(0);
      assertClose("softmax", softmax.toFloatArray(), golden.floats("out.softmax"), 2e-7, 0);
    }
  }

  private static void check(
      GoldenCase golden, String method, int heads, Attention form, List<String> names) {
    try (NDManager manager = Engine.newCpuManager();
        Kernels kernels = kernels(manager, heads, form)) {
      GoldenArrays arrays = new GoldenArrays(manager, golden);
      NDArray x = arrays.floats("input.x");
      x.setRequiresGradient(true);
      List<NDArray> leaves = arrays.leaves(names);
      try (Autograd.Scope recording = Autograd.recording()) {
        NDArray y = kernels.call(method, new NDList(x), leaves).singletonOrThrow();
        assertClose("out.y", y.toFloatArray(), golden.floats("out.y"), 1e-5, 0);
        Autograd.backward(y, arrays.floats("input.cotangent"));
      }
      assertGradient("x", x, golden.floats("grad.x"));
      for (int i = 0; i < names.size(); i++) {
        assertGradient(names.get(i), leaves.get(i), golden.floats("grad.param." + names.get(i)));
      }
    }
  }

  private static Kernels kernels(NDManager manager, int heads, Attention form) {
    String text = TransformerKernels.text(1, heads, 1, Precision.FLOAT32, form);
    return Kernels.compile(manager, text + SINGLE);
  }

  private static void assertGradient(String name, NDArray leaf, float[] expected) {
    assertClose("grad." + name, leaf.getGradient().toFloatArray(), expected, 2e-5, 1e-4);
  }
}
