package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of the Swin kernel text against the official code's, forward and backward. */
class SwinBlocksGoldenTest {

  // The fixtures' maps are (B, R*R, D).
  private static final String SINGLE =
      """

        def one_block(self: __torch__.K, x: Tensor, c: List[Tensor], w: List[Tensor]) -> Tensor:
          x = torch.reshape(x, [torch.size(x, 0), SIDE, SIDE, -1])
          x = self.block(x, c[0], c[1], WINDOW, HEADS, SHIFT, SHIFT, w, 0, torch.zeros([0]), 0)
          return torch.flatten(x, 1, 2)
        def one_merge(self: __torch__.K, x: Tensor, c: List[Tensor], w: List[Tensor]) -> Tensor:
          x = torch.reshape(x, [torch.size(x, 0), SIDE, SIDE, -1])
          return torch.flatten(self.merge(x, w, 0), 1, 2)
      """;

  static Stream<GoldenCase> block() {
    return Golden.cases("blocks", "swin_block");
  }

  static Stream<GoldenCase> merging() {
    return Golden.cases("blocks", "swin_patch_merging");
  }

  @ParameterizedTest
  @MethodSource
  void block(GoldenCase golden) {
    JsonNode c = golden.config();
    int heads = c.path("heads").asInt();
    int window = c.path("window").asInt();
    int shift = c.path("shift").asInt();
    SwinConfig config = oneStage(golden, heads, window, c.path("mlp_ratio").asDouble());
    Windows windows = new Windows(config.grid(0), window);
    assertThat(windows.index()).isEqualTo(golden.longs("buffer.attn.relative_position_index"));
    if (shift > 0) {
      assertThat(windows.down()).isEqualTo(shift);
      assertThat(windows.right()).isEqualTo(shift);
      assertThat(windows.mask()).isEqualTo(golden.floats("buffer.attn_mask"));
    }
    check(golden, config, "one_block", shift, SwinTransformer.block("", config, 0));
  }

  @ParameterizedTest
  @MethodSource
  void merging(GoldenCase golden) {
    SwinConfig config = oneStage(golden, 1, 1, 1);
    check(golden, config, "one_merge", 0, SwinTransformer.merging("", config.width()));
  }

  private static SwinConfig oneStage(GoldenCase golden, int heads, int window, double mlpRatio) {
    JsonNode c = golden.config();
    return new SwinConfig(
        List.of(c.path("resolution").asInt()),
        1,
        c.path("dim").asInt(),
        List.of(1),
        List.of(heads),
        List.of(window),
        mlpRatio);
  }

  private static void check(
      GoldenCase golden, SwinConfig config, String method, int shift, List<ParameterSpec> specs) {
    for (Arithmetic form : TestNetworks.FLOAT32_FORMS) {
      check(golden, config, form, method, shift, specs);
    }
  }

  private static void check(
      GoldenCase golden,
      SwinConfig config,
      Arithmetic form,
      String method,
      int shift,
      List<ParameterSpec> specs) {
    String single =
        SINGLE
            .replace("SIDE", "" + config.imageHeight())
            .replace("WINDOW", "" + config.window(0))
            .replace("HEADS", "" + config.heads(0))
            .replace("SHIFT", "" + shift);
    List<String> names = specs.stream().map(ParameterSpec::name).toList();
    try (NDManager manager = Engine.newCpuManager();
        Kernels kernels = Kernels.compile(manager, SwinTransformer.text(config, form) + single)) {
      GoldenArrays arrays = new GoldenArrays(manager, golden);
      NDArray x = arrays.floats("input.x");
      x.setRequiresGradient(true);
      NDList windows = SwinTransformer.windows(manager, config);
      List<NDArray> leaves = arrays.leaves(names);
      try (Autograd.Scope recording = Autograd.recording()) {
        NDArray y = kernels.call(method, new NDList(x), windows, leaves).singletonOrThrow();
        assertClose("out.y", y.toFloatArray(), golden.floats("out.y"), 1e-5, 0);
        Autograd.backward(y, arrays.floats("input.cotangent"));
      }
      assertGradient("x", x, golden.floats("grad.x"));
      for (int i = 0; i < names.size(); i++) {
        assertGradient(names.get(i), leaves.get(i), golden.floats("grad.param." + names.get(i)));
      }
    }
  }

  private static void assertGradient(String name, NDArray leaf, float[] expected) {
    assertClose("grad." + name, leaf.getGradient().toFloatArray(), expected, 2e-5, 1e-4);
  }
}
