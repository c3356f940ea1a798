package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.TransformerKernels.Style;
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
          return self.attention(x, torch.zeros([0]), w, 0)
        def one_norm(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
          return self.norm(x, w, 0)
        def one_block(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
          none = torch.zeros([0])
          return self.block(x, none, none, w, 0, none, 0)
        def drop(self: __torch__.K, x: Tensor, d: Tensor) -> Tensor:
          return self.branch(x, [x], 0, d, 0)
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

  static Stream<GoldenCase> layerScale() {
    return Golden.cases("blocks", "timm_vit_block_layerscale");
  }

  static Stream<GoldenCase> dropPath() {
    return Golden.cases("blocks", "drop_path");
  }

  static Stream<GoldenCase> activations() {
    return Golden.cases("blocks", "activations");
  }

  @ParameterizedTest
  @MethodSource
  void attention(GoldenCase golden) {
    for (Arithmetic form : TestNetworks.FLOAT32_FORMS) {
      List<String> names = List.of("qkv.weight", "qkv.bias", "proj.weight", "proj.bias");
      check(golden, "one_attention", heads(golden), form, Style.PLAIN, names);
    }
  }

  @ParameterizedTest
  @MethodSource
  void norm(GoldenCase golden) {
    check(
        golden,
        "one_norm",
        1,
        TestNetworks.FLOAT32_FORMS.get(0),
        Style.PLAIN,
        List.of("weight", "bias"));
  }

  @ParameterizedTest
  @MethodSource
  void layerScale(GoldenCase golden) {
    double start = golden.config().path("init_values").asDouble();
    List<String> names =
        TransformerKernels.blocks(1, 1, 1, Style.scaled(start)).stream()
            .map(spec -> spec.name().substring("blocks.0.".length()))
            .toList();
    for (Arithmetic form : TestNetworks.FLOAT32_FORMS) {
      check(golden, "one_block", heads(golden), form, Style.scaled(start), names);
    }
  }

  @ParameterizedTest
  @MethodSource
  void dropPath(GoldenCase golden) {
    float[] u = golden.floats("input.u");
    float[] expected = golden.floats("out.dpr");
    double rate = golden.config().path("drop_prob").asDouble();
    DropPath depth = new DropPath(expected[expected.length - 1], expected.length);
    for (int block = 0; block < expected.length; block++) {
      assertClose(
          "rate",
          new float[] {(float) depth.rateOf(block)},
          new float[] {expected[block]},
          1e-6,
          0);
    }
    float[] factors = new float[u.length];
    for (int b = 0; b < u.length; b++) {
      factors[b] = DropPath.factor(u[b], rate);
    }
    try (NDManager manager = Engine.newCpuManager();
        Kernels kernels = kernels(manager, 1, TestNetworks.FLOAT32_FORMS.get(0), Style.PLAIN)) {
      NDArray x = new GoldenArrays(manager, golden).floats("input.x");
      NDArray d = manager.create(factors, new Shape(1, u.length, 1, 1));
      NDArray y = kernels.call("drop", new NDList(x, d)).singletonOrThrow();
      assertClose("out.y", y.toFloatArray(), golden.floats("out.y"), 1e-6, 0);
    }
  }

  private static int heads(GoldenCase golden) {
    return golden.config().path("heads").asInt();
  }

  @ParameterizedTest
  @MethodSource
  void activations(GoldenCase golden) {
    try (NDManager manager = Engine.newCpuManager();
        Kernels kernels = kernels(manager, 1, TestNetworks.FLOAT32_FORMS.get(0), Style.PLAIN)) {
      GoldenArrays arrays = new GoldenArrays(manager, golden);
      NDArray gelu = kernels.call("gelu", new NDList(arrays.floats("input.x"))).get(0);
      assertClose("gelu", gelu.toFloatArray(), golden.floats("out.gelu_erf"), 2e-7, 0);
      NDArray softmax = kernels.call("softmax", new NDList(arrays.floats("input.z"))).get(0);
      assertClose("softmax", softmax.toFloatArray(), golden.floats("out.softmax"), 2e-7, 0);
    }
  }

  private static void check(
      GoldenCase golden,
      String method,
      int heads,
      Arithmetic form,
      Style style,
      List<String> names) {
    try (NDManager manager = Engine.newCpuManager();
        Kernels kernels = kernels(manager, heads, form, style)) {
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

  private static Kernels kernels(NDManager manager, int heads, Arithmetic form, Style style) {
    String text = TransformerKernels.text(1, heads, 1, style, form);
    return Kernels.compile(manager, text + SINGLE);
  }

  private static void assertGradient(String name, NDArray leaf, float[] expected) {
    assertClose("grad." + name, leaf.getGradient().toFloatArray(), expected, 2e-5, 1e-4);
  }
}
