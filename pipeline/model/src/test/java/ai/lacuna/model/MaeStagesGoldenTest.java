package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.Target;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.TransformerKernels.Style;
import ai.lacuna.model.kernel.Kernels;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens inside of encoder and decoder, stage by stage, against the official MAE. */
class MaeStagesGoldenTest {

  // Stacks of any depth on tokens that are given, without what stands before and after them.
  private static final String STAGES =
      """

        def project(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
          return self.dense(self.patches(x), [torch.flatten(w[0], 1), w[1]], 0)
        def widen(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
          return self.dense(x, w, 0)
        def stack(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
          none = torch.zeros([0])
          return self.blocks(x, none, none, w, 0, none)
        def last_norm(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
          return self.norm(x, w, 0)
      """;

  static Stream<GoldenCase> stages() {
    return Golden.cases("mae", "norm_pix");
  }

  @ParameterizedTest
  @MethodSource
  void stages(GoldenCase golden) {
    TestNetworks.FLOAT32_FORMS.forEach(form -> stages(golden, form));
  }

  private static void stages(GoldenCase golden, Arithmetic form) {
    JsonNode c = golden.config();
    try (NDManager manager = Engine.newCpuManager()) {
      GoldenArrays arrays = new GoldenArrays(manager, golden);
      NDArray images = arrays.floats("input.imgs");
      int heads = c.path("num_heads").asInt();
      int decoderHeads = c.path("decoder_num_heads").asInt();

      NDList projection = arrays.parameters("patch_embed.proj.weight", "patch_embed.proj.bias");
      Kernels encoder = kernels(manager, c, 1, heads, form);
      compare(golden, "patch_embed", encoder.call("project", new NDList(images), projection));

      NDList x = new NDList(arrays.floats("mid.block0"));
      for (int i = 1; i < c.path("depth").asInt(); i++) {
        x = encoder.call("stack", x, arrays.block("blocks." + i + "."));
        compare(golden, "block" + i, x);
      }
      x = encoder.call("last_norm", x, arrays.parameters("norm.weight", "norm.bias"));
      compare(golden, "encoder_output", x);

      Kernels decoder = kernels(manager, c, 1, decoderHeads, form);
      x = new NDList(arrays.floats("mid.encoder_output"));
      NDList embed = arrays.parameters("decoder_embed.weight", "decoder_embed.bias");
      compare(golden, "decoder_embed", decoder.call("widen", x, embed));
      x = new NDList(arrays.floats("mid.decoder_block0"));
      for (int i = 1; i < c.path("decoder_depth").asInt(); i++) {
        x = decoder.call("stack", x, arrays.block("decoder_blocks." + i + "."));
        compare(golden, "decoder_block" + i, x);
      }
      NDList norm = arrays.parameters("decoder_norm.weight", "decoder_norm.bias");
      compare(golden, "decoder_norm_output", decoder.call("last_norm", x, norm));
    }
  }

  @ParameterizedTest
  @MethodSource("stages")
  void targets(GoldenCase golden) {
    int patch = golden.config().path("patch_size").asInt();
    try (NDManager manager = Engine.newCpuManager()) {
      NDArray images = new GoldenArrays(manager, golden).floats("input.imgs");
      Patches raw = new Patches(images, patch, Target.PIXELS, Optional.empty());
      compare(golden, "target_pixels", new NDList(raw.target()));
      if (golden.has("mid.target_normalised")) {
        Patches normalised = new Patches(images, patch, Target.NORMALISED_PIXELS, Optional.empty());
        compare(golden, "target_normalised", new NDList(normalised.target()));
        compare(golden, "target_pixels", new NDList(normalised.toPixels(normalised.target())));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stages")
  void positionTables(GoldenCase golden) {
    JsonNode c = golden.config();
    int side = c.path("img_size").asInt() / c.path("patch_size").asInt();
    try (NDManager manager = Engine.newCpuManager()) {
      for (String name : List.of("pos_embed", "decoder_pos_embed")) {
        float[] expected = golden.floats("param." + name);
        int width = (int) golden.shape("param." + name)[2];
        NDArray table = SineCosine.table(manager, new Grid(side, side), width);
        assertClose(name, table.toFloatArray(), expected, 1e-6, 0);
      }
    }
  }

  private static Kernels kernels(
      NDManager manager, JsonNode c, int depth, int heads, Arithmetic form) {
    int patch = c.path("patch_size").asInt();
    String text = TransformerKernels.text(depth, heads, patch, Style.PLAIN, form);
    return Kernels.compile(manager, text + STAGES);
  }

  private static void compare(GoldenCase golden, String stage, NDList actual) {
    float[] expected = golden.floats("mid." + stage);
    assertClose(stage, actual.singletonOrThrow().toFloatArray(), expected, 1e-5, 1e-5);
  }
}
